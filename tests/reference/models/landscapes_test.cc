// The landscapes have the curvatures, wells and barriers that they promise.
#include "reference/models/landscapes.h"

#include <cmath>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("a quadratic has a symmetric matrix with the curvatures that were asked for") {
  const Index n = 6;
  const Quadratic quadratic(n, 100, Stream(1, "direction"));
  Matrix a(n, n);  // column by column
  for (Index j = 0; j < n; ++j) {
    Matrix w(1, n);
    w(0, j) = 1;
    Matrix g(1, n);
    quadratic.gradient(w, g);
    for (Index i = 0; i < n; ++i) a(i, j) = g(0, i);
  }
  // Traces of A and of A A: the sums of the curvatures and of their squares.
  double trace = 0;
  double squares = 0;
  double sum = 0;
  double sum_of_squares = 0;
  for (Index i = 0; i < n; ++i) {
    const double c = std::pow(100, -static_cast<double>(i) / (n - 1));
    CHECK(quadratic.curvatures()[static_cast<std::size_t>(i)] == Approx(c));
    sum += c;
    sum_of_squares += c * c;
    trace += a(i, i);
    for (Index j = 0; j < n; ++j) {
      CHECK(std::fabs(a(i, j) - a(j, i)) < 1e-6);
      squares += static_cast<double>(a(i, j)) * a(i, j);
    }
  }
  CHECK(trace == Approx(sum).epsilon(1e-6));
  CHECK(squares == Approx(sum_of_squares).epsilon(1e-6));
  Matrix wrong(1, n + 1);
  CHECK_THROWS_AS(quadratic.gradient(wrong, wrong), ShapeError);
  CHECK_THROWS_AS(Quadratic(1, 10, Stream(1, "direction")), UsageError);
}

TEST_CASE("a double well has a barrier between two wells, the left one deeper") {
  const DoubleWell well(0.15);
  const auto value = [](double x) { return (x * x - 1) * (x * x - 1) / 4 + 0.15 * x; };
  CHECK(std::fabs(well.slope(well.barrier())) < 1e-12);
  for (const double x : {-1.7, -0.3, well.barrier(), 0.8, 1.4}) {
    CHECK(well.slope(x) == Approx((value(x + 1e-6) - value(x - 1e-6)) / 2e-6).margin(1e-8));
  }
  CHECK(value(well.barrier()) > value(well.barrier() - 0.1));
  CHECK(value(well.barrier()) > value(well.barrier() + 0.1));
  CHECK(value(-1) < value(1));
  CHECK(DoubleWell(0).barrier() == Approx(0).margin(1e-15));
  CHECK_THROWS_AS(DoubleWell(0.39), UsageError);
  CHECK_THROWS_AS(DoubleWell(-0.1), UsageError);
}
