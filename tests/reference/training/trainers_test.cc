// What learning must do to a loss, and when it should stop.
#include "reference/layers/activations.h"
#include "reference/optimise/optimiser.h"
#include "reference/training/autoencoder_trainer.h"
#include "reference/training/classifier_trainer.h"
#include "reference/training/early_stopping.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

// Bars: image n has a bright row n mod 4 in a square of 4 x 4.
Matrix bars(Index count) {
  Matrix m(count, 16);
  for (Index n = 0; n < count; ++n) {
    for (Index x = 0; x < 4; ++x) m(n, n % 4 * 4 + x) = 1;
  }
  return m;
}

std::vector<std::uint32_t> bar_labels(Index count) {
  std::vector<std::uint32_t> labels;
  for (Index n = 0; n < count; ++n) labels.push_back(static_cast<std::uint32_t>(n % 4));
  return labels;
}

}  // namespace

TEST_CASE("an autoencoder learns bars, from whole and from damaged ones") {
  const Matrix data = bars(40);
  for (const double noise : {0.0, 0.1}) {
    Autoencoder model(16, 6, ReconstructionLoss::cross_entropy, false, Stream(2, "init"));
    const double before = model.cross_entropy(data);
    AutoencoderTrainer trainer({.batch = 5, .rate = 0.5, .noise = noise});
    for (std::uint64_t epoch = 1; epoch <= 200; ++epoch) {
      trainer.epoch(model, data, Stream(2, "shuffle", {epoch}), Stream(2, "noise", {epoch}));
    }
    CHECK(before > 8);  // 16 undecided pixels would cost 11.1
    CHECK(model.cross_entropy(data) < 1);
    // 128 000 pixels: five standard deviations are .4 %.
    CHECK(std::abs(trainer.damaged_share() - noise) <= 0.005);
  }
}

TEST_CASE("an autoencoder's rule remembers from epoch to epoch") {
  // One batch an epoch, so that an epoch is a step: the first is that of plain descent, the second has a velocity.
  const Matrix data = bars(4);
  const auto filters_after = [&](int epochs, const AutoencoderOptions& options) {
    Autoencoder model(16, 6, ReconstructionLoss::cross_entropy, false, Stream(2, "init"));
    AutoencoderTrainer trainer(options);
    for (std::uint64_t epoch = 1; epoch <= static_cast<std::uint64_t>(epochs); ++epoch) {
      trainer.epoch(model, data, Stream(2, "shuffle", {1}), Stream(2, "noise", {1}));
    }
    return std::vector<float>(model.filters().data(), model.filters().data() + model.filters().size());
  };
  const UpdateRule plain = SgdRule{.rate = 0.5F};
  const UpdateRule heavy = MomentumRule{.rate = 0.5F, .momentum = 0.9F};
  CHECK(filters_after(1, {.batch = 4, .rule = heavy}) == filters_after(1, {.batch = 4, .rule = plain}));
  CHECK(filters_after(2, {.batch = 4, .rule = heavy}) != filters_after(2, {.batch = 4, .rule = plain}));
  CHECK(filters_after(3, {.batch = 4, .rate = 0.5}) == filters_after(3, {.batch = 4, .rule = plain}));
}

TEST_CASE("a classifier learns to name bars") {
  const Matrix data = bars(40);
  const std::vector<std::uint32_t> labels = bar_labels(40);
  Network net(16, {layers::dense(6), layers::sigmoid(), layers::dense(4)});
  net.dense(0).start_glorot(Stream(3, "init", {0}));
  net.dense(2).start_glorot(Stream(3, "init", {1}));
  ClassifierTrainer trainer(net, {.batch = 5, .rule = SgdRule{.rate = 0.5F}});
  for (std::uint64_t epoch = 1; epoch <= 100; ++epoch)
    trainer.epoch(data, labels, Stream(3, "shuffle", {epoch}), Stream(3, "noise", {epoch}));
  CHECK(score(net, data, labels).accuracy == 1);
  CHECK(score(net, data, labels).cross_entropy < 0.1);
  CHECK(classes(net, data) == labels);
  // Decay alone shrinks weights and leaves biases.
  Dense& layer = net.dense(0);
  const float weight = layer.weights().value(0, 0);
  const float bias = layer.bias().value(0, 0);
  for (Trainable* parameter : net.parameters())
    std::fill_n(parameter->gradient.data(), parameter->gradient.size(), 0.0F);
  Optimiser(net.parameters(), SgdRule{.rate = 0.5F, .decay = 0.5F}).step();
  CHECK(layer.weights().value(0, 0) == Approx(0.75F * weight));
  CHECK(layer.bias().value(0, 0) == bias);
}

TEST_CASE("an epoch wants a label for each image, and images") {
  Network net(16, {layers::dense(4)});
  ClassifierTrainer trainer(net, {.batch = 5});
  const Stream shuffle(1, "shuffle");
  CHECK_THROWS_AS(trainer.epoch(bars(8), bar_labels(7), shuffle, shuffle), ShapeError);
  CHECK_THROWS_AS(trainer.epoch(bars(8), bar_labels(9), shuffle, shuffle), ShapeError);
  CHECK_THROWS_AS(trainer.epoch(Matrix(0, 16), {}, shuffle, shuffle), UsageError);
}

TEST_CASE("early stopping waits, ends, and brings the best back") {
  Trainable p(1, 1);
  const std::vector<Trainable*> parameters = {&p};
  const std::vector<double> losses = {5, 3, 4, std::numeric_limits<double>::quiet_NaN(), 3, 2};
  EarlyStopping patient(0);
  EarlyStopping hasty(3);
  int ended = 0;
  for (int epoch = 1; epoch <= 6; ++epoch) {
    p.value(0, 0) = static_cast<float>(epoch);
    CHECK_FALSE(patient.done(epoch, losses[static_cast<std::size_t>(epoch - 1)], parameters));
    if (ended == 0 && hasty.done(epoch, losses[static_cast<std::size_t>(epoch - 1)], parameters)) ended = epoch;
  }
  CHECK(ended == 5);  // nothing below 3 after epoch 2
  CHECK(hasty.best_epoch() == 2);
  hasty.restore(parameters);
  CHECK(p.value(0, 0) == 2);
  patient.restore(parameters);
  CHECK(p.value(0, 0) == 6);
}
