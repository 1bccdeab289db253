#include "reference/models/mixing.h"

#include <cmath>
#include <vector>

#include "reference/core/elementary.h"
#include "reference/core/error.h"
#include "tests/catch.h"
#include "tests/reference/oracles/small_rbm.h"

using namespace rederive;

TEST_CASE("occupancy: one class, all alike, and a known share") {
  using Classes = std::vector<std::uint32_t>;
  CHECK(occupancy_entropy(Classes{3, 3, 3}, 10) == 0);
  CHECK(occupancy_entropy(Classes{0, 1, 2, 3}, 4) == Approx(log_exact_bits(4)).epsilon(1e-15));
  // 1/2 log 2 + 2 (1/4) log 4 = 3/2 log 2
  CHECK(occupancy_entropy(Classes{5, 5, 9, 0}, 10) == Approx(1.5 * log_exact_bits(2)).epsilon(1e-15));
  CHECK_THROWS_AS(occupancy_entropy(Classes{}, 10), UsageError);
  CHECK_THROWS_WITH(occupancy_entropy(Classes{4}, 4), ContainsSubstring("class 4 of 4"));
}

TEST_CASE("the share of changes") {
  const std::vector<std::uint32_t> before{1, 2, 3, 4};
  const std::vector<std::uint32_t> after{1, 3, 2, 4};
  CHECK(share_changed(before, before) == 0);
  CHECK(share_changed(before, after) == 0.5);
  CHECK_THROWS_AS(share_changed(before, std::vector<std::uint32_t>{1}), ShapeError);
  CHECK_THROWS_AS(share_changed({}, {}), UsageError);
}

TEST_CASE("the correlation of states: equal, opposite, independent and known") {
  const Matrix x = coins(500, 30, 71);
  CHECK(state_correlation(x, x) == Approx(1).epsilon(1e-12));
  Matrix opposite = x;
  for (Index i = 0; i < x.size(); ++i) opposite.data()[i] = 1 - x.data()[i];
  CHECK(state_correlation(x, opposite) == Approx(-1).epsilon(1e-12));
  // 15000 pairs of coins: a standard deviation of .0082, and 5 of them.
  CHECK(std::fabs(state_correlation(x, coins(500, 30, 72))) < 0.041);
  // Half of each row kept, the rest anew: .5 with a deviation of some .008.
  Matrix half = coins(500, 30, 73);
  for (Index n = 0; n < 500; ++n) {
    for (Index i = 0; i < 15; ++i) half(n, i) = x(n, i);
  }
  CHECK(state_correlation(x, half) == Approx(0.5).margin(0.041));
  // Units that differ from each other, but not from chain to chain, are no correlation.
  Matrix constant(500, 30);
  for (Index n = 0; n < 500; ++n) constant(n, 3) = 1;
  CHECK(state_correlation(constant, constant) == 0);
  // (0 1; 2 2) and (1 0; 2 4): deviations (-1 1; -.5 .5) and (-.5 .5; -2 2), (1 + 2) / sqrt(2.5 * 8.5).
  Matrix a(2, 2);
  Matrix b(2, 2);
  a(1, 0) = 2, a(0, 1) = 1, a(1, 1) = 2;
  b(0, 0) = 1, b(1, 0) = 2, b(1, 1) = 4;
  CHECK(state_correlation(a, b) == Approx(3 / std::sqrt(2.5 * 8.5)).epsilon(1e-12));
}

TEST_CASE("states that do not fit, or one chain, are refused") {
  CHECK_THROWS_WITH(state_correlation(Matrix(2, 3), Matrix(3, 2)), ContainsSubstring("2 x 3"));
  CHECK_THROWS_AS(state_correlation(Matrix(1, 3), Matrix(1, 3)), UsageError);
}
