// Known answers by SciPy 1.10.1 (t.ppf, binomtest().proportion_ci(method="exact"), NumPy's quantile) and, for Holm, by
// hand.
#include "experiments/harness/intervals.h"

#include <cmath>
#include <vector>

#include "experiments/harness/multiple_testing.h"
#include "reference/core/error.h"
#include "reference/core/random.h"
#include "tests/catch.h"

using namespace rederive;

namespace {
Approx close(double x) { return Approx(x).epsilon(1e-10); }
}  // namespace

TEST_CASE("a prediction interval: known answer") {
  const std::vector<double> values{0.6, -0.1, 0.3, 0.45, 0.2, -0.05, 0.7, 0.12, 0.33, 0.27};
  const Interval interval = prediction_interval(values);
  CHECK(interval.low == close(-0.3285291687773844));
  CHECK(interval.high == close(0.8925291687773844));
  CHECK(prediction_interval(values, 0.99).width() > interval.width());
  CHECK_THROWS_AS(prediction_interval(std::vector{1.0}), UsageError);
  CHECK_THROWS_AS(prediction_interval(values, 1.5), UsageError);
}

TEST_CASE("a prediction interval holds the next observation as often as it says") {
  // 20 000 times 5 normals and a sixth: covered with probability 0.95. Bounds of 5 standard errors: a false failure
  // once in 1.7 million changes of the generator.
  Draws draws(Stream(1, "prediction"));
  const int samples = 20000;
  int covered = 0;
  for (int s = 0; s < samples; ++s) {
    std::vector<double> values(5);
    for (double& x : values) x = draws.normal();
    if (prediction_interval(values).contains(draws.normal())) ++covered;
  }
  CHECK(static_cast<double>(covered) / samples == Approx(0.95).margin(5 * std::sqrt(0.95 * 0.05 / samples)));
}

TEST_CASE("a binomial interval: known answers") {
  CHECK(binomial_interval(0, 10).low == 0);
  CHECK(binomial_interval(0, 10).high == close(0.30849710781876294));
  CHECK(binomial_interval(10, 10).low == close(0.6915028921812371));
  CHECK(binomial_interval(10, 10).high == 1);
  CHECK(binomial_interval(8, 10).low == close(0.4439045376923585));
  CHECK(binomial_interval(8, 10).high == close(0.9747892736731665));
  CHECK(binomial_interval(960, 1000).low == close(0.9459273031806315));
  CHECK(binomial_interval(960, 1000).high == close(0.9712723747141092));
  CHECK_THROWS_AS(binomial_interval(1, 0), UsageError);
  CHECK_THROWS_AS(binomial_interval(-1, 10), UsageError);
  CHECK_THROWS_AS(binomial_interval(11, 10), UsageError);
}

TEST_CASE("a binomial interval covers at least as often as it says, computed exactly") {
  const int trials = 12;
  for (const double p : {0.01, 0.1, 0.3, 0.5, 0.77, 0.95}) {
    double covered = 0;
    double choose = 1;
    for (int k = 0; k <= trials; ++k) {
      if (binomial_interval(k, trials, 0.9).contains(p))
        covered += choose * std::pow(p, k) * std::pow(1 - p, trials - k);
      choose = choose * (trials - k) / (k + 1);
    }
    CHECK(covered >= 0.9);
  }
}

TEST_CASE("Holm: known answers") {
  // 4 x .01, max(.04, 3 x .02), max(.06, 2 x .03), max(.06, .04).
  const std::vector<double> adjusted = holm(std::vector{0.03, 0.01, 0.04, 0.02});
  CHECK(adjusted[1] == close(0.04));
  CHECK(adjusted[3] == close(0.06));
  CHECK(adjusted[0] == close(0.06));
  CHECK(adjusted[2] == close(0.06));
  CHECK(holm(std::vector{0.9, 0.8}) == std::vector{1.0, 1.0});
  CHECK(holm({}).empty());
  CHECK_THROWS_AS(holm(std::vector{0.5, std::nan("")}), UsageError);
  CHECK_THROWS_AS(holm(std::vector{1.5}), UsageError);
}

TEST_CASE("Holm: never below the p value, never above Bonferroni's, in the same order") {
  Draws draws(Stream(1, "holm"));
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<double> p(7);
    for (double& x : p) x = draws.uniform(0, 0.3);
    const std::vector<double> adjusted = holm(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
      REQUIRE(adjusted[i] >= p[i]);
      REQUIRE(adjusted[i] <= 7 * p[i]);
      for (std::size_t j = 0; j < p.size(); ++j) REQUIRE((p[i] > p[j] || adjusted[i] <= adjusted[j]));
    }
  }
}

TEST_CASE("summaries: known answers") {
  const std::vector<double> x{3, 1, 4, 1, 5, 9, 2, 6};
  CHECK(mean(x) == 3.875);
  CHECK(standard_deviation(x) == close(std::sqrt((173.0 - 31.0 * 31 / 8) / 7)));
  CHECK(median(x) == 3.5);
  CHECK(median(std::vector{5.0, 1.0, 3.0}) == 3);
  CHECK(quantile(x, 0) == 1);
  CHECK(quantile(x, 0.1) == 1);
  CHECK(quantile(x, 0.25) == 1.75);
  CHECK(quantile(x, 0.9) == close(6.9));
  CHECK(quantile(x, 1) == 9);
  CHECK(standard_deviation(std::vector<double>(10, 0.1)) == 0);
  CHECK(paired_differences(x, std::vector<double>(8, 1.0))[5] == 8);
}

TEST_CASE("summaries refuse what they cannot answer") {
  CHECK_THROWS_AS(mean({}), UsageError);
  CHECK_THROWS_AS(median({}), UsageError);
  CHECK_THROWS_AS(standard_deviation(std::vector{1.0}), UsageError);
  CHECK_THROWS_AS(quantile(std::vector{1.0}, 1.1), UsageError);
  CHECK_THROWS_AS(quantile(std::vector{1.0}, std::nan("")), UsageError);
  CHECK_THROWS_AS(paired_differences(std::vector{1.0}, std::vector{1.0, 2.0}), UsageError);
  CHECK_THROWS_WITH(mean(std::vector{1.0, std::nan("")}), ContainsSubstring("value 2 of 2"));
}
