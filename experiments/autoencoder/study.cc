#include "experiments/autoencoder/study.h"

#include "experiments/harness/tiles.h"
#include "reference/data/splits.h"
#include "reference/models/filters.h"
#include "reference/models/image_measures.h"
#include "reference/training/autoencoder_trainer.h"
#include "reference/training/early_stopping.h"

namespace rederive::autoencoder_study {
namespace {

// Ten of each class would be a hundred; the first hundred of a mixed set have about that.
constexpr Index kShown = 100;

Matrix first_rows(ConstMatrixView images, Index count) {
  const ConstMatrixView part = images.row_range(0, std::min(count, images.rows));
  Matrix copy(part.rows, part.cols);
  for (Index n = 0; n < part.rows; ++n) std::copy_n(part.row(n), part.cols, copy.row(n));
  return copy;
}

void show(Autoencoder& model, const Matrix& valid, const Params& p, Index height, Index width, Recorder<Row>& out) {
  out.picture("filters", tiles(model.filters(), height, width));
  Matrix shown = first_rows(valid, kShown);
  Matrix reconstructed(shown.rows(), shown.cols());
  out.picture("digits", tiles_of_images(shown, height, width));
  model.reconstruct(shown, reconstructed);
  out.picture("reconstructions", tiles_of_images(reconstructed, height, width));
  if (p.noise == 0) return;
  corrupt(shown, p.corruption == "masking" ? Corruption::masking : Corruption::salt_and_pepper, p.noise,
          out.rng("picture"));
  out.picture("damaged", tiles_of_images(shown, height, width));
  model.reconstruct(shown, reconstructed);
  out.picture("repaired", tiles_of_images(reconstructed, height, width));
}

}  // namespace

void run(const Params& p, Recorder<Row>& out) {
  const Split digits =
      three_way_split(out.dataset(), out.draw(), {.train = p.per_class, .valid = p.per_class / 3, .test = 0});
  const Index height = out.dataset().train.height;
  const Index width = out.dataset().train.width;
  const Matrix train = p.input == "grey" ? digits.train.grey : binarised(digits.train.grey);
  const Matrix valid = p.input == "grey" ? digits.valid.grey : binarised(digits.valid.grey);
  const double marginal = marginal_cross_entropy(train, valid);
  const double image_variation = total_variation(valid, height, width);

  Autoencoder model(train.cols(), p.hidden,
                    p.loss == "squared" ? ReconstructionLoss::squared_error : ReconstructionLoss::cross_entropy,
                    p.weights == "tied", out.rng("init"));
  AutoencoderTrainer trainer(
      {.batch = p.batch,
       .rate = p.rate,
       .corruption = p.corruption == "masking" ? Corruption::masking : Corruption::salt_and_pepper,
       .noise = p.noise});
  const std::vector<Trainable*> trained = model.parameters();
  Matrix reconstructed(valid.rows(), valid.cols());
  const auto measure = [&](int epoch) {
    for (const Trainable* parameter : trained) out.trace("parameters", parameter->value);
    model.reconstruct(valid, reconstructed);
    // Five products an update: forwards two, backwards two for the gradients and one through the second layer.
    const double products = 5.0 * static_cast<double>(train.size()) * p.hidden * epoch;
    out.record({.epoch = epoch,
                .train_xent = model.cross_entropy(train),
                .valid_xent = model.cross_entropy(valid),
                .marginal_xent = marginal,
                .explained = explained_share(valid, reconstructed),
                .ambiguity = ambiguity(reconstructed),
                .variation = total_variation(reconstructed, height, width),
                .image_variation = image_variation,
                .filter_structure = neighbour_autocorrelation(model.filters(), height, width),
                .filter_variation = filter_variation(model.filters(), height, width),
                .damaged = epoch == 0 ? 0 : trainer.damaged_share(),
                .multiply_adds = products});
  };
  measure(0);
  EarlyStopping stopping(p.patience);
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(model, train, out.rng("shuffle", epoch), out.rng("noise", epoch));
    measure(epoch);
    if (p.patience > 0 && stopping.done(epoch, out.rows().back().valid_xent, trained)) break;
  }
  if (p.patience > 0) stopping.restore(trained);
  show(model, valid, p, height, width, out);
}

std::vector<Parameter<Params>> parameters() {
  return {{"hidden", &Params::hidden, "hidden units", between(1, 100000)},
          {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
          {"batch", &Params::batch, "digits per update", between(1, 60000)},
          {"rate", &Params::rate, "learning rate", above(0)},
          {"loss", &Params::loss, "what training lowers", {}, {"cross-entropy", "squared"}},
          {"weights", &Params::weights, "whether the decoder's weights are the encoder's", {}, {"untied", "tied"}},
          {"corruption", &Params::corruption, "how inputs are damaged", {}, {"masking", "salt-and-pepper"}},
          {"noise", &Params::noise, "share of damaged input pixels", between(0, 1)},
          {"patience", &Params::patience, "epochs without a new minimum of valid_xent before training ends; 0: never",
           between(0, 100000)},
          {"input", &Params::input, "what the visible units see", {}, {"binary", "grey"}},
          {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)}};
}

std::vector<Column<Row>> columns() {
  constexpr auto kNats = "nats/image";
  return {{"epoch", &Row::epoch, "", relative(0)},
          {"train_xent", &Row::train_xent, kNats, relative(0.02), Better::lower},
          {"valid_xent", &Row::valid_xent, kNats, relative(0.02), Better::lower},
          {"marginal_xent", &Row::marginal_xent, kNats, relative(0.001)},
          {"explained", &Row::explained, "share of variance", relative(0.02), Better::higher},
          {"ambiguity", &Row::ambiguity, "mean min(p, 1 - p)", relative(0.05)},
          {"variation", &Row::variation, "per pair of pixels", relative(0.05)},
          {"image_variation", &Row::image_variation, "per pair of pixels", relative(0.001)},
          {"filter_structure", &Row::filter_structure, "correlation", relative(0.05)},
          {"filter_variation", &Row::filter_variation, "of the largest weight", relative(0.05)},
          {"damaged", &Row::damaged, "share of pixels", relative(0.01)},
          {"multiply_adds", &Row::multiply_adds, "", relative(0)}};
}

void smoke(Params& p) {
  p.epochs = p.patience > 0 ? 4 : 2;
  p.per_class = 12;
}

double seconds(const Params& p) { return p.epochs * p.per_class * 1e-6 * (p.hidden + 40); }

}  // namespace rederive::autoencoder_study
