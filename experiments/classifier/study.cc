#include "experiments/classifier/study.h"

#include <array>
#include <span>

#include "experiments/harness/tiles.h"
#include "reference/data/minibatches.h"
#include "reference/data/splits.h"
#include "reference/layers/activations.h"
#include "reference/models/filters.h"
#include "reference/models/image_measures.h"
#include "reference/training/autoencoder_trainer.h"
#include "reference/training/classifier_trainer.h"

namespace rederive::classifier_study {
namespace {

constexpr std::size_t kClasses = 10;

void start_from_autoencoder(Dense& layer, double noise, const Matrix& digits, const Params& p,
                            const Recorder<Row>& out) {
  Autoencoder model(digits.cols(), p.hidden, ReconstructionLoss::cross_entropy, /*tied=*/false,
                    out.rng("pretraining init"));
  AutoencoderTrainer trainer({.batch = p.batch, .rate = p.rate, .noise = noise});
  for (const int epoch : out.epochs(p.pretraining_epochs)) {
    trainer.epoch(model, digits, out.rng("pretraining shuffle", epoch), out.rng("noise", epoch));
  }
  layer.weights().value = model.encoder().weights().value;
  layer.bias().value = model.encoder().bias().value;
}

void start(Dense& layer, const Matrix& digits, const Params& p, const Recorder<Row>& out) {
  RbmStart rbm{.epochs = p.pretraining_epochs, .batch = p.batch, .rate = p.rbm_rate, .sd = p.sd};
  if (p.start == "rbm-cd5") rbm.k = 5;
  if (p.start == "rbm-cd1" || p.start == "rbm-cd5") return start_from_rbm(layer, rbm, digits, out);
  if (p.start == "autoencoder") return start_from_autoencoder(layer, 0, digits, p, out);
  if (p.start == "denoising") return start_from_autoencoder(layer, p.noise, digits, p, out);
  if (p.start == "gaussian") return layer.start_gaussian(p.sd, out.rng("init", 0));
  layer.start_glorot(out.rng("init", 0));
}

// As many rows, but of each class only the first `count` digits, in the places of the others, too.
Matrix repeated(const Matrix& digits, std::span<const std::uint32_t> labels, int count) {
  std::array<std::vector<std::uint32_t>, kClasses> kept;
  std::array<std::size_t, kClasses> seen{};
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < labels.size(); ++i) {
    std::vector<std::uint32_t>& of_class = kept.at(labels[i]);
    if (std::ssize(of_class) < count) of_class.push_back(i);
    rows.push_back(of_class[seen.at(labels[i])++ % of_class.size()]);
  }
  Matrix result;
  gather_rows(digits, rows, result);
  return result;
}

}  // namespace

void run(const Params& p, Recorder<Row>& out) {
  const Split split =
      three_way_split(out.dataset(), out.draw(), {.train = p.per_class, .valid = p.per_class / 3, .test = 0});
  const Matrix digits = p.input == "grey" ? split.train.grey : binarised(split.train.grey);
  const Matrix valid = p.input == "grey" ? split.valid.grey : binarised(split.valid.grey);
  const Matrix train = repeated(digits, split.train.labels, p.labelled);
  const Index height = out.dataset().train.height;
  const Index width = out.dataset().train.width;

  Network net(train.cols(), {layers::dense(p.hidden), layers::sigmoid(), layers::dense(kClasses)});
  start(net.dense(0), digits, p, out);
  net.dense(2).start_glorot(out.rng("init", 1));
  const Matrix& filters = net.dense(0).weights().value;
  out.picture("filters", tiles(filters, height, width));
  const auto record = [&](int epoch) {
    for (const Trainable* parameter : net.parameters()) out.trace("parameters", parameter->value);
    const ClassifierScore on_train = score(net, train, split.train.labels);
    const ClassifierScore on_valid = score(net, valid, split.valid.labels);
    out.record({.epoch = epoch,
                .train_xent = on_train.cross_entropy,
                .valid_xent = on_valid.cross_entropy,
                .train_accuracy = on_train.accuracy,
                .valid_accuracy = on_valid.accuracy,
                .filter_structure = neighbour_autocorrelation(filters, height, width),
                .filter_variation = filter_variation(filters, height, width)});
  };
  record(0);
  ClassifierTrainer trainer(net, {.batch = p.batch, .rule = SgdRule{.rate = static_cast<float>(p.rate)}});
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(train, split.train.labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
    record(epoch);
  }
}

std::vector<Parameter<Params>> parameters() {
  return {
      {"start",
       &Params::start,
       "where the first layer's weights come from",
       {},
       {"rbm-cd1", "rbm-cd5", "autoencoder", "denoising", "glorot", "gaussian"}},
      {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
      {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
      {"batch", &Params::batch, "digits per update", between(1, 60000)},
      {"rate", &Params::rate, "learning rate of classifier and autoencoders", above(0)},
      {"sd", &Params::sd, "standard deviation of random weights (gaussian, RBM)", at_least(0)},
      {"pretraining_epochs", &Params::pretraining_epochs, "passes without labels", between(0, 100000)},
      {"rbm_rate", &Params::rbm_rate, "learning rate of the RBM", above(0)},
      {"noise", &Params::noise, "share of masked pixels (denoising)", between(0, 1)},
      {"input", &Params::input, "what the network sees", {}, {"binary", "grey"}},
      {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)},
      {"labelled", &Params::labelled, "digits of each class with a label; all, if there are fewer", between(1, 4000)}};
}

std::vector<Column<Row>> columns() {
  return {{"epoch", &Row::epoch, "", relative(0)},
          {"train_xent", &Row::train_xent, "nats/image", relative(0.02), Better::lower},
          {"valid_xent", &Row::valid_xent, "nats/image", relative(0.02), Better::lower},
          {"train_accuracy", &Row::train_accuracy, "", relative(0.01), Better::higher},
          {"valid_accuracy", &Row::valid_accuracy, "", relative(0.01), Better::higher},
          {"filter_structure", &Row::filter_structure, "correlation", relative(0.05)},
          {"filter_variation", &Row::filter_variation, "of the largest weight", relative(0.05)}};
}

void smoke(Params& p) {
  p.epochs = 2;
  p.pretraining_epochs = 2;
  p.per_class = 12;
  p.labelled = 10;
}

double seconds(const Params& p) {
  const bool random = p.start == "glorot" || p.start == "gaussian";
  const double pretraining = random ? 0 : p.start == "rbm-cd5" ? 1.6e-4 : 1e-4;
  return p.per_class * (4e-5 * p.epochs + pretraining * p.pretraining_epochs);
}

}  // namespace rederive::classifier_study
