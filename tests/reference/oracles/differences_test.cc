#include "reference/oracles/differences.h"

#include <cmath>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("slopes of functions whose slopes are known") {
  const auto at = [](double (*f)(double), double x) { return oracle::slope(f, x, 0.1); };
  CHECK(std::abs(at(std::sin, 1).slope - std::cos(1.0)) < 1e-12);
  CHECK(std::abs(at(std::exp, 2).slope - std::exp(2.0)) < 1e-10);
  CHECK(std::abs(at(std::tanh, 0.3).slope - (1 - std::tanh(0.3) * std::tanh(0.3))) < 1e-12);
  CHECK(at(std::sin, 1).error < 1e-10);
  // The error is told where a kink is within reach.
  CHECK(at(std::fabs, 0.01).error > 1e-3);
}

TEST_CASE("a wrong partial derivative is found and named") {
  const oracle::Function f = [](std::span<const double> x) { return x[0] * x[0] * x[1] + std::sin(x[2]); };
  const std::vector<double> x = {1.5, -2, 0.7};
  std::vector<double> gradient = {2 * x[0] * x[1], x[0] * x[0], std::cos(x[2])};
  CHECK(oracle::wrong_slopes(f, x, gradient, 1e-9).empty());
  gradient[2] += 1e-6;
  CHECK_THAT(oracle::wrong_slopes(f, x, gradient, 1e-9), ContainsSubstring("partial derivative 2"));
  gradient[2] = std::nan("");
  CHECK_THAT(oracle::wrong_slopes(f, x, gradient, 1e-9), ContainsSubstring("partial derivative 2 is nan"));
  gradient.pop_back();
  CHECK_THAT(oracle::wrong_slopes(f, x, gradient, 1e-9), ContainsSubstring("2 partial derivatives of 3 variables"));
}
