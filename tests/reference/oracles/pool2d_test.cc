#include "reference/oracles/pool2d.h"

#include <cmath>

#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix row(std::initializer_list<float> numbers) {
  Matrix m(1, static_cast<Index>(numbers.size()));
  Index i = 0;
  for (const float number : numbers) m.data()[i++] = number;
  return m;
}

// 3 x 3 pixels, two windows of 2 x 2 in each direction.
const oracle::Pool2d kOverlapping{3, 3, 1, 2, 1};

}  // namespace

TEST_CASE("oracle pool2d: overlapping windows by hand") {
  const Matrix x = row({1, -2, 3, 4, 4, -6, 7, 0, 9});
  const auto largest = oracle::pool2d_max(kOverlapping, x);
  CHECK(largest.value == std::vector<double>{4, 4, 7, 9});
  CHECK(largest.magnitude == std::vector<double>{2, 2, 2, 3});  // the first of equals
  CHECK(oracle::pool2d_average(kOverlapping, x).value == std::vector<double>{1.75, -0.25, 3.75, 1.75});
  CHECK(oracle::pool2d_lp(kOverlapping, 1, x).value == std::vector<double>{11, 15, 15, 19});
  CHECK(oracle::pool2d_lp(kOverlapping, 2, row({3, 0, 0, 4, 0, 0, 0, 0, 0})).value == std::vector<double>{5, 0, 4, 0});
}

TEST_CASE("oracle pool2d: gradients by hand") {
  const Matrix x = row({1, -2, 3, 4, 4, -6, 7, 0, 9});
  const Matrix g = row({1, 10, 100, 1000});
  CHECK(oracle::pool2d_max_backward(kOverlapping, x, g).value == std::vector<double>{0, 0, 0, 1, 10, 0, 100, 0, 1000});
  CHECK(oracle::pool2d_average_backward(kOverlapping, g).value ==
        std::vector<double>{0.25, 2.75, 2.5, 25.25, 277.75, 252.5, 25, 275, 250});
  const Matrix flat = row({3, 0, 0, -4, 0, 0, 0, 0, 0});
  const auto norm = oracle::pool2d_lp_backward(kOverlapping, 2, flat, row({5, 0, 4, 0}), g);
  const std::vector<double> expected = {0.6, 0, 0, -100.8, 0, 0, 0, 0, 0};
  for (std::size_t i = 0; i < 9; ++i) CHECK(std::fabs(norm.value[i] - expected[i]) < 1e-12);
}

// Channels lie next to each other, and a last row and column that fill no window are not looked at.
TEST_CASE("oracle pool2d: channels and what is left over") {
  const oracle::Pool2d shape{2, 3, 2, 2, 2};
  const Matrix x = row({1, 10, 2, 20, 99, 99, 3, 30, 4, 40, 99, 99});
  CHECK(oracle::pool2d_max(shape, x).value == std::vector<double>{4, 40});
  CHECK(oracle::pool2d_average_backward(shape, row({4, 8})).value ==
        std::vector<double>{1, 2, 1, 2, 0, 0, 1, 2, 1, 2, 0, 0});
}

// The gradient against differences of the definition.
TEST_CASE("oracle pool2d: the Lp gradient is the derivative") {
  for (const double p : {1.0, 1.5, 2.0, 3.0}) {
    const Matrix x = row({0.5F, -2, 3, 1.25F, 4, -6, 7, 0.25F, 9});
    const Matrix g = row({1, -2, 0.5F, 3});
    const auto at = oracle::pool2d_lp(kOverlapping, p, x);
    Matrix y(1, 4);
    for (Index o = 0; o < 4; ++o) y(0, o) = static_cast<float>(at.value[static_cast<std::size_t>(o)]);
    const auto dx = oracle::pool2d_lp_backward(kOverlapping, p, x, y, g);
    for (Index i = 0; i < 9; ++i) {
      constexpr float kStep = 0x1p-10F;
      Matrix up = x;
      Matrix down = x;
      up(0, i) += kStep;
      down(0, i) -= kStep;
      const auto high = oracle::pool2d_lp(kOverlapping, p, up);
      const auto low = oracle::pool2d_lp(kOverlapping, p, down);
      double difference = 0;
      for (Index o = 0; o < 4; ++o) {
        const auto k = static_cast<std::size_t>(o);
        difference += (high.value[k] - low.value[k]) / (2 * static_cast<double>(kStep)) * g(0, o);
      }
      CHECK(std::fabs(difference - dx.value[static_cast<std::size_t>(i)]) < 1e-4);
    }
  }
}
