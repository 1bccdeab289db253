// Descent on logistic regression: its step is the gradient's, and it ends where Newton's method does.
#include "reference/training/logistic_trainer.h"

#include <algorithm>
#include <cmath>

#include "reference/models/logistic_newton.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix points(Index n) {
  Draws draws(Stream(6, "points"));
  Matrix x(n, 9);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(draws.normal());
  return x;
}

std::vector<double> sides(const Matrix& x) {
  std::vector<double> y;
  for (Index i = 0; i < x.rows(); ++i) y.push_back(x(i, 0) + x(i, 1) > 0 ? 1 : 0);
  return y;
}

}  // namespace

TEST_CASE("one step on all examples is the gradient times the rate") {
  const Matrix x = points(25);
  const std::vector<double> y = sides(x);
  const LogisticRegression before = LogisticRegression::glorot(9, Stream(1, "start"));
  LogisticRegression after = before;
  LogisticTrainer({.batch = 25, .rate = 0.1, .ridge = 0.3}).epoch(after, x, y, Stream(1, "shuffle"));
  std::vector<double> gradient;
  objective(before, x, y, 0.3, gradient);
  for (std::size_t j = 0; j < 9; ++j) {
    CHECK(std::fabs(after.weights[j] - (before.weights[j] - 0.1 * gradient[j])) <= 1e-15);
  }
  CHECK(std::fabs(after.bias - (before.bias - 0.1 * gradient[9])) <= 1e-15);
}

TEST_CASE("descent ends where Newton's method does") {
  const Matrix x = points(50);
  const std::vector<double> y = sides(x);
  LogisticRegression exact = LogisticRegression::glorot(9, Stream(1, "start"));
  LogisticRegression descended = exact;
  minimise(exact, x, y, {.ridge = 0.05});
  // Curvatures between .1 and about 1: 400 steps at rate 1 shrink what is missing by .9^400.
  LogisticTrainer trainer({.batch = 50, .rate = 1, .ridge = 0.05});
  for (std::uint64_t epoch = 1; epoch <= 400; ++epoch) trainer.epoch(descended, x, y, Stream(1, "shuffle", {epoch}));
  for (std::size_t j = 0; j < 9; ++j) CHECK(std::fabs(descended.weights[j] - exact.weights[j]) <= 1e-7);
  CHECK(std::fabs(descended.bias - exact.bias) <= 1e-7);
}

TEST_CASE("an epoch shows every example once, the last batch being what is left") {
  // Far on the wrong side and without a ridge each example of 1 in its own column moves its weight alone, by
  // rate p / B, p = 1 to rounding.
  Matrix x(5, 5);
  for (Index i = 0; i < 5; ++i) x(i, i) = 1;
  LogisticRegression model{std::vector<double>(5, 50.0), 0.0};
  LogisticTrainer({.batch = 2, .rate = 1}).epoch(model, x, std::vector<double>(5, 0.0), Stream(1, "shuffle"));
  int halves = 0;
  for (const double w : model.weights) halves += w == 49.5 ? 1 : 0;
  CHECK(halves == 4);
  CHECK(std::count(model.weights.begin(), model.weights.end(), 49.0) == 1);
  CHECK(model.bias == -3);
}

TEST_CASE("descent wants examples and batches") {
  LogisticRegression model{std::vector<double>(9, 0.0), 0.0};
  const Matrix x = points(4);
  const Stream shuffle(1, "shuffle");
  CHECK_THROWS_AS(LogisticTrainer({}).epoch(model, Matrix(0, 9), {}, shuffle), UsageError);
  CHECK_THROWS_AS(LogisticTrainer({}).epoch(model, x, std::vector<double>(3, 0.0), shuffle), ShapeError);
  CHECK_THROWS_AS(LogisticTrainer({.batch = 0}).epoch(model, x, sides(x), shuffle), UsageError);
}
