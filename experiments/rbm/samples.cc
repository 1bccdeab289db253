// What does an RBM dream of?
//
//   h ~ p(h | v),  v ~ p(v | h)      100 chains of 1000 steps from fair coins; a picture shows the last p(v | h)
//
// "A very rough digit structure" is a number, fixed before the first run: the distance of samples v to their nearest
// training digits (places in which they differ), on the way from that of digits that were held out (0) to that of
// noise, independent pixels with the training digits' marginals (1). Rough structure is neither: between .1 and .9.
// Beside it the same of p(v | h) cut at .5, which is what the eye does to the picture, and is free of the noise of the
// last draw.
//
// Do the chains mix? The walk goes on for as long again: the correlation of the states at its start with those s steps
// later stands in the row of step s. A classifier (784-100-10, trained on the same digits) names what p(v | h) shows:
// the entropy of its ten classes over the chains (log 10 = 2.303 at most), and how often one changes in 100 steps.
//
// Source: document 002, problem 5 (c); protocols 002 P5c.
// Cost:   2000 steps of two products of 100 x 784 x 100 and a look at each, as long as 120 epochs of CD-1: more than
//         half of a cell; training takes the rest.
#include <algorithm>
#include <cmath>

#include "experiments/harness/claim_tests.h"
#include "experiments/harness/tiles.h"
#include "experiments/rbm/study.h"
#include "reference/layers/activations.h"
#include "reference/models/gibbs_chains.h"
#include "reference/models/mixing.h"
#include "reference/models/nearest_rows.h"
#include "reference/models/row_blocks.h"
#include "reference/training/classifier_trainer.h"

namespace rederive {
namespace {

struct Params {
  int k = 1;
  int hidden = 100;
  int epochs = 50;
  std::string training = "data";
  int chains = 100;
  int steps = 1000;
  int classifier_epochs = 10;
  int per_class = 300;
};

struct Row {
  int step = 0;
  double nearest = 0;
  double nearest_cut = 0;
  double held_out = 0;
  double noise = 0;
  double roughness = 0;
  double cut_roughness = 0;
  double autocorrelation = 0;
  double class_entropy = 0;
  double class_changes = 0;
};

constexpr std::uint32_t kClasses = 10;

double distance(ConstMatrixView images, const Matrix& digits) {
  return mean_squared_distance(nearest_rows(images, digits));
}

// As many rows as asked for, each pixel on with its probability in the digits, whatever the others do.
Matrix marginal_noise(const Matrix& digits, Index count, const Stream& stream) {
  std::vector<float> share(static_cast<std::size_t>(digits.cols()), 0.0F);
  for (Index n = 0; n < digits.rows(); ++n) {
    for (Index i = 0; i < digits.cols(); ++i) share[static_cast<std::size_t>(i)] += digits(n, i);
  }
  for (float& p : share) p /= static_cast<float>(digits.rows());
  Matrix noise(count, digits.cols());
  Draws draws(stream);
  for (Index n = 0; n < count; ++n) {
    for (Index i = 0; i < noise.cols(); ++i) noise(n, i) = bernoulli(share[static_cast<std::size_t>(i)], draws.word());
  }
  return noise;
}

Matrix rows_of(ConstMatrixView states) {
  Matrix copy(states.rows, states.cols);
  copy_rows(states, copy);
  return copy;
}

Network classifier(const Params& p, const rbm_study::Digits& digits, const Recorder<Row>& out) {
  Network network(digits.train.cols(), {layers::dense(100), layers::sigmoid(), layers::dense(kClasses)});
  network.dense(0).start_glorot(out.rng("classifier", 0));
  network.dense(2).start_glorot(out.rng("classifier", 1));
  ClassifierTrainer trainer(network, {});
  for (int epoch = 1; epoch <= p.classifier_epochs; ++epoch) {
    trainer.epoch(digits.train, digits.train_labels, out.rng("classifier shuffle", epoch),
                  out.rng("classifier dropout", epoch));
  }
  return network;
}

// p(v | h) of a few chains at steps 0, 1, 10, 100, ...: a chain is a row of the picture, a step a column.
class Path {
 public:
  explicit Path(int steps) {
    for (int step = 1; step <= steps; step *= 10) steps_.push_back(step);
  }
  void see(int step, ConstMatrixView probabilities) {
    const auto column = std::find(steps_.begin(), steps_.end(), step) - steps_.begin();
    const auto count = std::ssize(steps_);
    if (column == count) return;
    images_.resize(static_cast<std::size_t>(count * count * probabilities.cols));
    for (Index chain = 0; chain < count; ++chain) {
      std::copy_n(probabilities.row(chain), probabilities.cols,
                  images_.begin() + (chain * count + column) * probabilities.cols);
    }
  }
  ConstMatrixView images() const {
    const auto count = std::ssize(steps_) * std::ssize(steps_);
    const Index pixels = std::ssize(images_) / count;
    return {images_.data(), count, pixels, pixels};
  }

 private:
  std::vector<int> steps_{0};
  std::vector<float> images_;
};

void run(const Params& p, Recorder<Row>& out) {
  const Index height = out.dataset().train.height;
  const Index width = out.dataset().train.width;
  const rbm_study::Digits digits = rbm_study::binary_digits(out.dataset(), out.draw(), p.per_class);
  const Rbm rbm = rbm_study::trained({.k = p.k, .hidden = p.hidden, .epochs = p.epochs, .chains = p.training},
                                     digits.train, out, [](const Rbm&, int) {});
  Network network = classifier(p, digits, out);
  const double held_out = distance(digits.valid, digits.train);
  const double noise = distance(marginal_noise(digits.train, digits.valid.rows(), out.rng("noise")), digits.train);

  GibbsChains chains = GibbsChains::from_coins(p.chains, rbm.visible(), out.rng("chains"));
  Path path(p.steps);
  path.see(0, chains.probabilities());
  std::vector<std::uint32_t> named = classes(network, chains.probabilities());
  std::vector<Row> rows;
  double changed = 0;
  const auto look = [&](int step) {
    const double nearest = distance(chains.samples(), digits.train);
    const double cut = distance(binarised(chains.probabilities()), digits.train);
    const int since = rows.empty() ? 1 : step - rows.back().step;
    rows.push_back({.step = step,
                    .nearest = nearest,
                    .nearest_cut = cut,
                    .held_out = held_out,
                    .noise = noise,
                    .roughness = (nearest - held_out) / (noise - held_out),
                    .cut_roughness = (cut - held_out) / (noise - held_out),
                    .class_entropy = occupancy_entropy(named, kClasses),
                    .class_changes = 100 * changed / since});
    changed = 0;
  };
  look(0);
  for (int step = 1; step <= p.steps; ++step) {
    chains.step(rbm);
    path.see(step, chains.probabilities());
    std::vector<std::uint32_t> now = classes(network, chains.probabilities());
    changed += share_changed(named, now);
    named = std::move(now);
    if (rbm_study::is_checkpoint(step, p.steps)) look(step);
  }
  out.picture("filters", tiles(rbm.weights(), height, width));
  out.picture("samples", tiles_of_images(chains.probabilities(), height, width));
  out.picture("path", tiles_of_images(path.images(), height, width));

  const Matrix start = rows_of(chains.samples());
  int walked = 0;
  for (Row& row : rows) {
    chains.step(rbm, row.step - walked);
    walked = row.step;
    row.autocorrelation = state_correlation(start, chains.samples());
    out.record(row);
  }
  out.trace("chains", chains.samples());
}

// On the way from held-out digits to noise, neither at the one nor at the other.
template <class Where>
auto rough(double Row::*roughness, Where where) {
  return all_of(positive(-1.0 * (at_last(roughness) - 0.9), where, "short of noise by, beyond a tenth of the way", ""),
                positive(at_last(roughness) - 0.1, where, "short of held-out digits by, beyond a tenth", ""));
}

const auto kOneStep = both(in("steps"), when(&Params::k, 1));

const Registered experiment{Experiment<Params, Row>{
    .title = "Samples of an RBM: how near to digits, and how fast they forget",
    .source = "002 P5c",
    .params = {{"k", &Params::k, "Gibbs steps per update", between(1, 10000)},
               {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
               {"training", &Params::training, "where the chains of training start", {}, {"data", "persistent"}},
               {"chains", &Params::chains, "chains from random states", between(10, 100000)},
               {"steps", &Params::steps, "Gibbs steps of each", between(1, 1000000)},
               {"classifier_epochs", &Params::classifier_epochs, "training of the classifier", between(1, 1000)},
               {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)}},
    .arms = {{"steps", {over(&Params::k, {1})}},
             {"steps", {over(&Params::k, {10})}, Profile::smoke, /*most_seeds=*/{3, 10}},
             {"persistent", {over(&Params::training, {"persistent"})}, Profile::smoke, /*most_seeds=*/{3, 10}},
             {"long", {over(&Params::k, {1, 10}), over(&Params::epochs, {200})}, Profile::full}},
    .seeds = {.smoke = 1, .standard = 8, .full = 10},
    .smoke =
        [](Params& p) {
          p.epochs = p.epochs > 50 ? 3 : 2;
          p.steps = 10;
          p.chains = 10;
          p.classifier_epochs = 2;
          p.per_class = 12;
        },
    .seconds = [](const Params& p) { return p.epochs * p.per_class * 5.8e-6 * (2 * p.k + 3) + p.steps * 1.1e-3; },
    .columns = {{"step", &Row::step, "", relative(0)},
                {"nearest", &Row::nearest, "pixels", relative(0.02)},
                {"nearest_cut", &Row::nearest_cut, "pixels", relative(0.02)},
                {"held_out", &Row::held_out, "pixels", relative(0.02)},
                {"noise", &Row::noise, "pixels", relative(0.02)},
                {"roughness", &Row::roughness, "", relative(0.05)},
                {"cut_roughness", &Row::cut_roughness, "", relative(0.1)},
                {"autocorrelation", &Row::autocorrelation, "", relative(0.2)},
                {"class_entropy", &Row::class_entropy, "nats", relative(0.1)},
                {"class_changes", &Row::class_changes, "per 100 steps", relative(0.2)}},
    .claims = {{"002.P5c.samples",
                elsewhere<Params, Row>(
                    rough(&Row::roughness, kOneStep),
                    {{"p(v | h) cut at .5", rough(&Row::cut_roughness, kOneStep)},
                     {"k=10", rough(&Row::roughness, both(in("steps"), when(&Params::k, 10)))},
                     {"persistent chains", rough(&Row::roughness, in("persistent"))},
                     {"200 epochs", rough(&Row::roughness, both(in("long"), when(&Params::k, 1)))},
                     {"200 epochs, k=10", rough(&Row::roughness, both(in("long"), when(&Params::k, 10)))}})}},
    .plots = {{"steps", &Row::step, &Row::roughness, &Params::k},
              {"steps", &Row::step, &Row::autocorrelation, &Params::k},
              {"steps", &Row::step, &Row::class_entropy, &Params::k},
              {"persistent", &Row::step, &Row::roughness}},
    .run = run}};

}  // namespace
}  // namespace rederive
