// What a setup amounts to before anything is learnt: steps in an epoch, parameters, how weights start.
//
//   epoch of n points in batches of B: n / B steps
//   784-200-10: (784 + 1) 200 + (200 + 1) 10 parameters; a step at rate r takes r decay w from a weight w
//   Xavier uniform: W_ij uniform in +-sqrt(6 / (fan_in + fan_out)), of variance 2 / (fan_in + fan_out)
//
// Source: document 004, problem 1 and problem 4, 2; Glorot and Bengio, AISTATS 2010
#include <cmath>
#include <vector>

#include "experiments/checking/float32.h"
#include "experiments/checking/identities.h"
#include "reference/layers/activations.h"
#include "reference/training/classifier_trainer.h"

namespace rederive::checking {
namespace {

// An epoch on images of zeros: the weights of the first layer have no gradient, and each step takes rate decay w.
void train_on_zeros(Network& network, int points, const ClassifierOptions& options) {
  const Matrix images(points, network.inputs());
  const std::vector<std::uint32_t> labels(static_cast<std::size_t>(points), 0);
  ClassifierTrainer(network, options).epoch(images, labels, Stream(1, "order"), Stream(1, "dropout"));
}

// The steps of an epoch as the weights show them: each step halves a weight that was 1.
double steps_taken(int points, int batch) {
  Network network(1, {layers::dense(2)});
  float& weight = network.dense(0).weights().value(0, 0);
  weight = 1;
  train_on_zeros(network, points, {.batch = batch, .rule = SgdRule{.rate = 1, .decay = 0.5F}});
  double steps = 0;
  for (float w = weight; w < 1; w *= 2) ++steps;
  return steps;
}

template <class F>
auto steps_in_batches_of_20(const F& stated) {
  return [stated](const Trial& in) {
    const int points = 20 * in.size("batches of 20", 1, 5);
    return equal(Matrix64{{stated(points), static_cast<double>(points)}},
                 Matrix64{{steps_taken(points, 20), steps_taken(points, 1)}});
  };
}

Network digits_network() { return {784, {layers::dense(200), layers::sigmoid(), layers::dense(10)}}; }

Comparison parameter_count(double stated) {
  return equal(stated, static_cast<double>(digits_network().parameter_count()));
}

// One step of rate .25 and decay 1e-4 on a batch of 20: an error of u (|w'| + |rate t|) (updates.h), u = 2^-24, and u
// of the decay, which float32 rounds.
Comparison one_step_of_decay() {
  Network network = digits_network();
  network.dense(0).start_glorot(Stream(1, "start"));
  const Matrix64 before = to_double(network.dense(0).weights().value);
  train_on_zeros(network, 20, {.batch = 20, .rule = SgdRule{.rate = 0.25F, .decay = 0.0001F}});
  return within(to_double(network.dense(0).weights().value), (1 - 0.25 * 0.0001) * before,
                1.001 * kUnitRoundoff32 * largest(before));
}

// The variance of a uniform distribution on +-bound is the mean of w^2, which Simpson's rule gives exactly from the
// ends and the middle, where w^2 is 0.
template <class F>
auto variance_of_start(const F& squared_bound) {
  return [squared_bound](const Trial& in) {
    const double fan_in = in.size("fan in", 100, 300);
    const double fan_out = in.size("fan out", 10, 60);
    const double bound = std::sqrt(squared_bound(fan_in, fan_out));
    const double mean_square = 2 * bound * bound / 6;
    return equal(2 / (fan_in + fan_out), mean_square);
  };
}

// Of N weights drawn, the mean square over 2 / (fan_in + fan_out) is 1 with a standard deviation of sqrt(4 / (5 N)), of
// which six are allowed: missed once in 5e8. None is beyond the bound, and the largest comes as near as that to it but
// in far fewer cases.
Comparison drawn_weights(const Trial& in) {
  const int fan_in = in.size("fan in", 100, 300);
  const int fan_out = in.size("fan out", 10, 60);
  Dense layer(fan_in, fan_out);
  layer.start_glorot(Stream(in.draws("start").word(), "weights"));
  const Matrix64 W = to_double(layer.weights().value);
  const double bound = std::sqrt(6.0 / (fan_in + fan_out));
  const double reach = largest(W) / bound;
  const double within_bound = reach <= 1 + kUnitRoundoff32 ? reach : INFINITY;
  const double mean_square = dot(W, W) / W.size();
  return within({{mean_square * (fan_in + fan_out) / 2, within_bound}}, {{1, 1}}, 6 * std::sqrt(0.8 / W.size()));
}

const RegisteredIdentities identities{
    {.title = "Training setups: steps, parameters, starting weights",
     .source = "004 P1, P4.2",
     .claims = {
         {.id = "004.P1.1.steps",
          .printed = {"n points: n / 20 steps in batches of 20, n steps online",
                      steps_in_batches_of_20([](int points) { return points / 20.0; })},
          .wrong = {"n points: n steps either way",
                    steps_in_batches_of_20([](int points) { return static_cast<double>(points); })}},
         {.id = "004.P1.2.params",
          .printed = {"784-200-10 has 784 200 + 200 + 200 10 + 10 = 159010 parameters",
                      [](const Trial&) { return parameter_count(784.0 * 200 + 200 + 200 * 10 + 10); }},
          .wrong = {"784 200 + 200 10, without the biases",
                    [](const Trial&) { return parameter_count(784.0 * 200 + 200 * 10); }},
          .code = {"training/classifier_trainer.h, a step of rate .25 and decay .0001 on a batch of 20",
                   [](const Trial&) { return one_step_of_decay(); }}},
         {.id = "004.P4.2.xavier",
          .printed = {"uniform in +-sqrt(6/(fan_in + fan_out)) has variance 2/(fan_in + fan_out)",
                      variance_of_start([](double fan_in, double fan_out) { return 6 / (fan_in + fan_out); })},
          .wrong = {"uniform in +-sqrt(6/fan_in) has that variance",
                    variance_of_start([](double fan_in, double) { return 6 / fan_in; })},
          .code = {"layers/dense.h start_glorot", drawn_weights}},
     }}};

}  // namespace
}  // namespace rederive::checking
