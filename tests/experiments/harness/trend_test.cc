// Known answers by SciPy 1.10.1 (scipy.stats.page_trend_test) unless a test says otherwise; null distributions by going
// through all orders.
#include "experiments/harness/trend.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "experiments/harness/rank_tests.h"
#include "reference/core/error.h"
#include "reference/core/random.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

/// L of blocks of ranks.
double page_l(const std::vector<std::vector<double>>& blocks) {
  double l = 0;
  for (const auto& block : blocks) {
    for (std::size_t j = 0; j < block.size(); ++j) l += static_cast<double>(j + 1) * block[j];
  }
  return l;
}

/// P(L >= l) over all orders of all three blocks of midranks: 24^3 of them for k = 4.
double brute_force(const std::vector<double>& values, std::size_t k) {
  std::vector<std::vector<double>> blocks(3);
  for (std::size_t b = 0; b < 3; ++b) {
    for (std::size_t j = 0; j < k; ++j) {
      double rank = 0.5;
      for (std::size_t i = 0; i < k; ++i) {
        if (values[b * k + i] < values[b * k + j]) rank += 1;
        if (values[b * k + i] == values[b * k + j]) rank += 0.5;
      }
      blocks[b].push_back(rank);
    }
  }
  const double observed = page_l(blocks);
  // All k! orders, equal ones as often as they come: permute places, not values.
  std::vector<std::vector<std::size_t>> orders;
  std::vector<std::size_t> order(k);
  for (std::size_t j = 0; j < k; ++j) order[j] = j;
  do {
    orders.push_back(order);
  } while (std::next_permutation(order.begin(), order.end()));
  const auto permuted = [&](std::size_t b, const std::vector<std::size_t>& by) {
    std::vector<double> block = blocks[b];
    for (std::size_t j = 0; j < k; ++j) block[j] = blocks[b][by[j]];
    return page_l({block});
  };
  double reached = 0;
  for (const auto& x : orders) {
    for (const auto& y : orders) {
      const double two = permuted(0, x) + permuted(1, y);
      for (const auto& z : orders) reached += two + permuted(2, z) >= observed ? 1 : 0;
    }
  }
  return reached / std::pow(static_cast<double>(orders.size()), 3);
}

}  // namespace

TEST_CASE("trend: known answers") {
  const std::vector<double> values{3, 4, 2, 5, 1, 3, 5, 6, 2, 1, 4, 3, 10, 20, 15, 40, 7, 6, 8, 9};
  const TrendTest up = page_trend(values, 4, Alternative::greater);
  CHECK(up.statistic == 143);
  CHECK(up.blocks == 5);
  CHECK(up.exact);
  CHECK(up.p == Approx(0.002007378472222222).epsilon(1e-12));
  CHECK(up.least_p == Approx(std::pow(24.0, -5)).epsilon(1e-12));

  std::vector<double> eight;
  std::vector<double> ten;
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 8; ++j) eight.push_back((i * 8 + j) * 29 % 83 + 4 * j);
    for (int j = 0; j < 10; ++j) ten.push_back((i * 10 + j) * 29 % 83 + 4 * j);
  }
  const TrendTest exact = page_trend(eight, 8, Alternative::greater);
  CHECK(exact.statistic == 1012);
  CHECK(exact.p == Approx(0.15683152551262627).epsilon(1e-12));
  const TrendTest approximate = page_trend(ten, 10, Alternative::greater);
  CHECK_FALSE(approximate.exact);
  CHECK(approximate.statistic == 1957);
  CHECK(approximate.p == Approx(0.017513517531359834).epsilon(1e-12));
}

TEST_CASE("trend: the null distribution is that of all orders, with ties") {
  Draws draws(Stream(1, "trend"));
  for (int trial = 0; trial < 12; ++trial) {
    std::vector<double> values(12);
    for (double& x : values) x = trial < 8 ? static_cast<double>(draws.below(4)) : draws.normal();
    REQUIRE(page_trend(values, 4, Alternative::greater).p == Approx(brute_force(values, 4)).epsilon(1e-12));
  }
}

TEST_CASE("trend: two conditions are the sign test") {
  // L then counts the blocks that rise.
  std::vector<double> values;
  std::vector<double> differences;
  for (int i = 0; i < 11; ++i) {
    values.insert(values.end(), {1.0, i % 4 == 0 ? 0.5 : 2.0});
    differences.push_back(values[values.size() - 1] - values[values.size() - 2]);
  }
  CHECK(page_trend(values, 2, Alternative::greater).p ==
        Approx(sign_test(differences, Alternative::greater).p).epsilon(1e-12));
}

TEST_CASE("trend: no order at all is no evidence") {
  const std::vector<double> flat(12, 1.0);
  CHECK(page_trend(flat, 4, Alternative::greater).p == 1);
  CHECK(page_trend(flat, 4, Alternative::greater).least_p == 1);
  const std::vector<double> wide(20, 1.0);
  CHECK(page_trend(wide, 10, Alternative::greater).p == 1);
}

TEST_CASE("trend: falling is rising backwards, and a stronger trend has a smaller p") {
  Draws draws(Stream(2, "trend"));
  for (int trial = 0; trial < 20; ++trial) {
    std::vector<double> values(30);
    for (double& x : values) x = draws.normal();
    double last = 1;
    for (const double slope : {-4.0, -1.0, 0.0, 1.0, 4.0}) {
      std::vector<double> tilted = values;
      for (std::size_t i = 0; i < tilted.size(); ++i) tilted[i] += slope * static_cast<double>(i % 5);
      std::vector<double> backwards;
      for (std::size_t i = 0; i < tilted.size(); ++i) backwards.push_back(tilted[i / 5 * 5 + 4 - i % 5]);
      const double p = page_trend(tilted, 5, Alternative::greater).p;
      REQUIRE(p <= last);
      REQUIRE(p == Approx(page_trend(backwards, 5, Alternative::less).p).epsilon(1e-12));
      last = p;
    }
  }
}

TEST_CASE("trend: the size of the test, exact and approximate") {
  // 10 blocks of 4 and of 9 under the null, 10 000 samples each. The exact test's size is at most 0.05 and, with about
  // 100 values of L in reach, close to it: 0.045 to 0.05; the approximation's is within 0.003 of 0.05. Bounds of 5
  // standard errors (0.0022 each) on top: a false failure less than once in a million changes of the generator.
  for (const std::size_t k : {4, 9}) {
    Draws draws(Stream(k, "trend size"));
    const int samples = 10000;
    int rejected = 0;
    for (int s = 0; s < samples; ++s) {
      std::vector<double> values(10 * k);
      for (double& x : values) x = draws.normal();
      if (page_trend(values, k, Alternative::greater).p <= 0.05) ++rejected;
    }
    const double size = static_cast<double>(rejected) / samples;
    CHECK(size > (k == 4 ? 0.045 : 0.047) - 0.011);
    CHECK(size < (k == 4 ? 0.05 : 0.053) + 0.011);
  }
}

TEST_CASE("trend: refuses what it cannot answer") {
  const std::vector<double> values{1, 2, 3, 4, 5, 6};
  CHECK_THROWS_AS(page_trend(values, 1, Alternative::greater), UsageError);
  CHECK_THROWS_AS(page_trend(values, 4, Alternative::greater), UsageError);
  CHECK_THROWS_AS(page_trend({}, 3, Alternative::greater), UsageError);
  CHECK_THROWS_AS(page_trend(values, 3, Alternative::two_sided), UsageError);
  CHECK_THROWS_AS(page_trend(std::vector{1.0, std::numeric_limits<double>::infinity()}, 2, Alternative::greater),
                  Error);
}
