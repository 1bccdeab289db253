// The oracles of single elements, of softmax and of sums, at values known by hand.
#include "reference/oracles/elementwise.h"

#include <cmath>
#include <limits>

#include "reference/oracles/softmax.h"
#include "reference/oracles/sums.h"
#include "tests/catch.h"

using namespace rederive;

TEST_CASE("oracles of activations: gradients are slopes") {
  for (const double x : {-2.0, -0.3, 0.4, 1.7}) {
    const auto slope = [&](auto f) { return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6; };
    const auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
    CHECK(oracle::sigmoid_backward(3, sigmoid(x)) == Approx(3 * slope(sigmoid)));
    CHECK(oracle::tanh_backward(3, std::tanh(x)) == Approx(3 * slope([](double z) { return std::tanh(z); })));
    CHECK(oracle::relu_backward(3, oracle::relu(x)) == Approx(3 * slope(oracle::relu)));
  }
}

TEST_CASE("the soft threshold minimises lambda |y| + (y - x)^2 / 2") {
  for (const double x : {-2.0, -0.5, 0.2, 0.7, 3.0}) {
    const auto cost = [&](double y) { return 0.5 * std::fabs(y) + (y - x) * (y - x) / 2; };
    const double best = oracle::soft_threshold(x, 0.5);
    for (double y = -4; y <= 4; y += 0.01) CHECK(cost(best) <= cost(y) + 1e-12);
  }
}

TEST_CASE("updates by hand, in double") {
  CHECK(oracle::sgd(4, 1, 0.5, 0.25) == 3);
  const auto [ball, velocity] = oracle::momentum(4, 2, 1, 0.5, 0.5, 0, false);
  CHECK((velocity == 0.5 && ball == 4.5));
  CHECK(oracle::momentum(4, 2, 1, 0.5, 0.5, 0, true).parameter == 3.75);  // 4 + .5 * .5 - .5
  const oracle::Adadelta next = oracle::adadelta(1, 0, 0, 2, 1, 0.75, 0.25, 3);
  CHECK(next.squares == 1);
  CHECK(next.step == Approx(std::sqrt(3.0)));
  CHECK(next.steps == Approx(0.75));
  CHECK(next.parameter == Approx(1 - std::sqrt(3.0)));
}

TEST_CASE("log-softmax by hand") {
  const float x[] = {0, std::log(2.0F), std::log(5.0F)};
  const auto y = oracle::log_softmax(x, 3);
  CHECK(y[0] == Approx(std::log(1.0 / 8)));
  CHECK(y[1] == Approx(std::log(2.0 / 8)));
  CHECK(y[2] == Approx(std::log(5.0 / 8)));
  const float far[] = {1000, 0};
  CHECK(oracle::log_softmax(far, 2)[0] == 0);
  CHECK(oracle::log_softmax(far, 2)[1] == -1000);
}

TEST_CASE("terms of costs by hand") {
  CHECK(oracle::squared_error(3, 1) == 4);
  CHECK(oracle::cross_entropy(0.5, 2) == Approx(2 * std::log(2.0)));
  CHECK(oracle::cross_entropy(0, 0) == 0);
  CHECK(oracle::cross_entropy(0, 1) == std::numeric_limits<double>::infinity());
}
