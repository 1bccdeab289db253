// Known answers by SciPy 1.10.1 (scipy.stats.wilcoxon and binomtest) unless a test says otherwise; null distributions
// by going through all patterns of signs.
#include "experiments/harness/rank_tests.h"

#include <cmath>
#include <limits>
#include <vector>

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

// Hollander and Wolfe's depression scale factors (first minus second visit), as in R's help page of wilcox.test.
const std::vector<double> kDepression{0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01};

/// P(W+ >= w) over all 2^n signs of the midranks of |d|, with zeros ranked and left out: the definition, in long form.
double brute_force(const std::vector<double>& d, double w) {
  std::vector<double> ranks;
  for (std::size_t i = 0; i < d.size(); ++i) {
    if (d[i] == 0) continue;
    double rank = 0.5;
    for (const double other : d) {
      if (std::fabs(other) < std::fabs(d[i])) rank += 1;
      if (std::fabs(other) == std::fabs(d[i])) rank += 0.5;
    }
    ranks.push_back(rank);
  }
  int reached = 0;
  const int patterns = 1 << ranks.size();
  for (int signs = 0; signs < patterns; ++signs) {
    double sum = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) sum += (signs >> i & 1) != 0 ? ranks[i] : 0;
    if (sum >= w) ++reached;
  }
  return static_cast<double>(reached) / patterns;
}

}  // namespace

TEST_CASE("signed ranks: known answers") {
  const SignedRankTest up = wilcoxon_signed_rank(kDepression, Alternative::greater);
  CHECK(up.statistic == 40);
  CHECK(up.used == 9);
  CHECK(up.exact);
  CHECK(up.p == 0.01953125);
  CHECK(up.least_p == 0x1p-9);
  CHECK(wilcoxon_signed_rank(kDepression, Alternative::less).p == 0.986328125);
  CHECK(wilcoxon_signed_rank(kDepression, Alternative::two_sided).p == 0.0390625);
}

TEST_CASE("signed ranks: the Hodges-Lehmann estimate and its interval") {
  // Hollander and Wolfe give 0.46 and, at their exact level of 96.1 %, (0.01, 0.786) for these data.
  const SignedRankTest test = wilcoxon_signed_rank(kDepression, Alternative::greater);
  CHECK(test.estimate == Approx(0.46));
  CHECK(test.interval.low == Approx(0.01));
  CHECK(test.interval.high == Approx(0.786));
  CHECK(test.interval.level == 1 - 2 * 10.0 / 512);
}

TEST_CASE("signed ranks: the interval of too few differences is all of them, and says its level") {
  const SignedRankTest test = wilcoxon_signed_rank(std::vector{1.0, 2.0, 3.0, 4.0, 5.0}, Alternative::greater);
  CHECK(test.interval.low == 1);
  CHECK(test.interval.high == 5);
  CHECK(test.interval.level == 1 - 2.0 / 32);
  CHECK(wilcoxon_signed_rank(std::vector{7.0}, Alternative::greater).interval.level == 0);
}

TEST_CASE("signed ranks: the null distribution is that of all sign patterns, with ties and zeros") {
  Draws draws(Stream(1, "signed ranks"));
  for (int n = 1; n <= 8; ++n) {
    for (int trial = 0; trial < 40; ++trial) {
      std::vector<double> d(static_cast<std::size_t>(n));
      // Integers in -4 .. 4 tie often and are sometimes zero; the last trials have no ties.
      for (double& x : d) x = trial < 30 ? static_cast<double>(draws.below(9)) - 4 : draws.normal();
      const SignedRankTest up = wilcoxon_signed_rank(d, Alternative::greater);
      REQUIRE(up.p == brute_force(d, up.statistic));
    }
  }
}

TEST_CASE("signed ranks: zeros take up ranks (Pratt) and carry no sign") {
  // |d| = 0, 1, 2 have ranks 1, 2, 3: W+ = 3, reached by 3 or 2 + 3 of the four patterns. Dropped zeros would give the
  // same p here but W+ = 2.
  const SignedRankTest test = wilcoxon_signed_rank(std::vector{0.0, -1.0, 2.0}, Alternative::greater);
  CHECK(test.statistic == 3);
  CHECK(test.used == 2);
  CHECK(test.p == 0.5);
  const SignedRankTest none = wilcoxon_signed_rank(std::vector{0.0, 0.0}, Alternative::greater);
  CHECK(none.p == 1);
  CHECK(none.least_p == 1);
  CHECK(none.used == 0);
}

TEST_CASE("signed ranks: the normal approximation, with ties and a zero") {
  std::vector<double> d(60);
  for (int i = 0; i < 60; ++i) d[static_cast<std::size_t>(i)] = (i * 37 % 61 - 25) / 7.0;
  const SignedRankTest test = wilcoxon_signed_rank(d, Alternative::greater);
  CHECK_FALSE(test.exact);
  CHECK(test.statistic == 1193);
  CHECK(test.used == 59);
  CHECK(test.p == Approx(0.02016333994058294).epsilon(1e-12));
}

TEST_CASE("signed ranks: exact and approximate meet where one hands over to the other") {
  std::vector<double> d;
  for (int i = 1; i <= 50; ++i) d.push_back(i * 19 % 53 < 32 ? i : -i);
  const SignedRankTest exact = wilcoxon_signed_rank(d, Alternative::greater);
  REQUIRE(exact.exact);
  CHECK(exact.least_p == 0x1p-50);
  d.push_back(0.5);  // the smallest rank: nearly the same evidence
  const SignedRankTest approximate = wilcoxon_signed_rank(d, Alternative::greater);
  REQUIRE_FALSE(approximate.exact);
  CHECK(approximate.p == Approx(exact.p).margin(0.01));
  CHECK(approximate.interval.low == Approx(exact.interval.low).margin(1));
  CHECK(approximate.interval.high == Approx(exact.interval.high).margin(1));
}

TEST_CASE("signed ranks: p falls as differences rise, and the mirror image swaps the alternatives") {
  Draws draws(Stream(2, "signed ranks"));
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<double> d(10);
    for (double& x : d) x = draws.normal();
    double last = 1;
    for (const double shift : {-3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0}) {
      std::vector<double> up = d;
      std::vector<double> mirrored = d;
      for (std::size_t i = 0; i < d.size(); ++i) {
        up[i] += shift;
        mirrored[i] = -up[i];
      }
      const double p = wilcoxon_signed_rank(up, Alternative::greater).p;
      REQUIRE(p <= last);
      REQUIRE(p == wilcoxon_signed_rank(mirrored, Alternative::less).p);
      last = p;
    }
  }
}

TEST_CASE("signed ranks: the size of the test and the cover of its interval") {
  // 20 000 samples of 10 standard normals. P(W+ >= 45) = 43/1024 is the largest attainable probability up to 0.05, and
  // P(W+ <= 8) = 25/1024 the largest up to 0.025. Bounds of 5 standard errors: a false failure once in 1.7 million
  // changes of the generator, for each of the two.
  Draws draws(Stream(3, "size"));
  const int samples = 20000;
  int rejected = 0;
  int covered = 0;
  double level = 0;
  for (int s = 0; s < samples; ++s) {
    std::vector<double> d(10);
    for (double& x : d) x = draws.normal();
    const SignedRankTest test = wilcoxon_signed_rank(d, Alternative::greater);
    if (test.p <= 0.05) ++rejected;
    if (test.interval.contains(0)) ++covered;
    level = test.interval.level;
  }
  const auto error = [&](double p) { return std::sqrt(p * (1 - p) / samples); };
  const double size = 43.0 / 1024;
  CHECK(static_cast<double>(rejected) / samples == Approx(size).margin(5 * error(size)));
  CHECK(level == 1 - 50.0 / 1024);
  CHECK(static_cast<double>(covered) / samples == Approx(level).margin(5 * error(level)));
}

TEST_CASE("sign test: known answers") {
  const std::vector<double> d{1, 2, 3, 4, 5, 6, 7, 8, -1, -2, 0, 0};
  const SignTest up = sign_test(d, Alternative::greater);
  CHECK(up.positive == 8);
  CHECK(up.used == 10);
  CHECK(up.p == Approx(0.0546875).epsilon(1e-14));
  CHECK(up.least_p == Approx(0x1p-10).epsilon(1e-12));
  CHECK(sign_test(d, Alternative::less).p == Approx(0.9892578125).epsilon(1e-14));
  CHECK(sign_test(d, Alternative::two_sided).p == Approx(0.109375).epsilon(1e-14));
  CHECK(sign_test(std::vector{-1.0}, Alternative::greater).p == 1);
  CHECK(sign_test(std::vector{0.0}, Alternative::greater).p == 1);
}

TEST_CASE("rank tests refuse what they cannot answer") {
  const std::vector<double> none;
  const std::vector<double> broken{1.0, std::numeric_limits<double>::quiet_NaN(), 2.0};
  CHECK_THROWS_AS(wilcoxon_signed_rank(none, Alternative::greater), UsageError);
  CHECK_THROWS_AS(wilcoxon_signed_rank(std::vector{1.0}, Alternative::greater, 1.0), UsageError);
  CHECK_THROWS_AS(sign_test(none, Alternative::greater), UsageError);
  CHECK_THROWS_WITH(wilcoxon_signed_rank(broken, Alternative::greater), ContainsSubstring("value 2 of 3 is nan"));
  CHECK_THROWS_AS(sign_test(broken, Alternative::greater), Error);
}
