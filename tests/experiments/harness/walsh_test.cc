#include "experiments/harness/walsh.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "experiments/harness/descriptive.h"
#include "experiments/harness/rank_tests.h"
#include "reference/core/random.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

std::vector<double> all_averages(const std::vector<double>& x) {
  std::vector<double> averages;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = i; j < x.size(); ++j) averages.push_back(x[i] / 2 + x[j] / 2);
  }
  std::sort(averages.begin(), averages.end());
  return averages;
}

void check_against_all(const std::vector<double>& x) {
  const WalshAverages averages(x);
  const std::vector<double> all = all_averages(x);
  REQUIRE(averages.size() == all.size());
  for (std::size_t k = 1; k <= all.size(); ++k) REQUIRE(averages.smallest(k) == all[k - 1]);
}

}  // namespace

TEST_CASE("Walsh averages: every order statistic is that of the sorted list, with ties, zeros and both signs") {
  Draws draws(Stream(4, "Walsh averages"));
  for (int n = 1; n <= 30; ++n) {
    std::vector<double> tied(static_cast<std::size_t>(n));
    for (double& x : tied) x = static_cast<double>(draws.below(7)) - 3;
    check_against_all(tied);
    REQUIRE(WalshAverages(tied).median() == median(all_averages(tied)));
    std::vector<double> spread(static_cast<std::size_t>(n));
    for (double& x : spread) x = draws.normal() * (draws.below(3) == 0 ? 1e-300 : 1e3);
    check_against_all(spread);
    REQUIRE(WalshAverages(spread).median() == median(all_averages(spread)));
  }
}

TEST_CASE("Walsh averages: the ends of what a double holds") {
  constexpr double kMost = std::numeric_limits<double>::max();
  constexpr double kLeast = std::numeric_limits<double>::denorm_min();
  check_against_all({-kMost, -1, -0.0, 0.0, 1, kMost});
  check_against_all({kMost, kMost});
  check_against_all({-2 * kLeast, -kLeast, kLeast, 2 * kLeast});
  check_against_all({-0.0});
}

TEST_CASE("Wilcoxon's test of as many seeds as there may be needs memory for the seeds, not for their pairs") {
  // The averages of 0 .. n - 1 lie symmetrically around (n - 1) / 2; 40 GB of them.
  std::vector<double> x(100000);
  for (std::size_t i = 0; i < x.size(); ++i) x[x.size() - 1 - i] = static_cast<double>(i);
  const SignedRankTest test = wilcoxon_signed_rank(x, Alternative::two_sided);
  CHECK(test.estimate == 49999.5);
  CHECK(test.interval.low + test.interval.high == 99999);
  // A share b of the averages lies below n sqrt(b / 2); of a uniform sample the centre is known to about
  // 1.96 n / sqrt(12 n), 179 here.
  CHECK(test.interval.high - test.estimate == Approx(179).margin(1));
}
