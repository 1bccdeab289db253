// Known answers by SciPy 1.10.1 (ttest_1samp, ttest_ind, t.interval, t.sf). Its t.ppf is off by 4e-10 at a fraction of
// a degree of freedom, so that Welch's interval rests on the root of its t.sf instead.
#include "experiments/harness/t_tests.h"

#include <cmath>
#include <limits>
#include <vector>

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

const std::vector<double> kDifferences{0.6, -0.1, 0.3, 0.45, 0.2, -0.05, 0.7, 0.12, 0.33, 0.27};

Approx close(double x) { return Approx(x).epsilon(1e-10); }

}  // namespace

TEST_CASE("paired t: known answers") {
  const TTest up = paired_t(kDifferences, Alternative::greater);
  CHECK(up.t == close(3.4654673165963454));
  CHECK(up.degrees_of_freedom == 9);
  CHECK(up.estimate == close(0.282));
  CHECK(up.p == close(0.0035496612299260803));
  CHECK(up.interval.low == close(0.09791852941798643));
  CHECK(up.interval.high == close(0.46608147058201355));
  CHECK(paired_t(kDifferences, Alternative::less).p == close(0.9964503387700739));
  CHECK(paired_t(kDifferences, Alternative::two_sided).p == close(0.007099322459852161));
}

TEST_CASE("paired t: no spread") {
  const std::vector<double> same(10, 0.1);  // 0.1 is rounded, and ten of them do not add up to 1
  CHECK(paired_t(same, Alternative::greater).t == std::numeric_limits<double>::infinity());
  CHECK(paired_t(same, Alternative::greater).p == 0);
  CHECK(paired_t(same, Alternative::less).p == 1);
  CHECK(paired_t(same, Alternative::greater).interval.width() == 0);
  CHECK(paired_t(std::vector{0.0, 0.0}, Alternative::greater).p == 0.5);
  CHECK(paired_t(std::vector{0.0, 0.0}, Alternative::two_sided).p == 1);
}

TEST_CASE("Welch's t: known answers") {
  const std::vector<double> a{14.2, 15.1, 13.8, 14.9, 15.6, 14.4};
  const std::vector<double> b{13.1, 12.9, 14.0, 13.3};
  const TTest up = welch_t(a, b, Alternative::greater);
  CHECK(up.t == close(3.7345038338690193));
  CHECK(up.degrees_of_freedom == close(7.841257887419422));
  CHECK(up.p == close(0.002980402009074297));
  CHECK(up.interval.low == close(0.5102777283783501));
  CHECK(up.interval.high == close(2.1730556049549836));
  CHECK(welch_t(a, b, Alternative::two_sided).p == close(0.005960804018148594));
  CHECK(welch_t(b, a, Alternative::less).p == close(up.p));
  CHECK(welch_t(std::vector{2.0, 2.0}, std::vector{1.0, 1.0, 1.0}, Alternative::greater).p == 0);
}

TEST_CASE("equivalence: known answers") {
  const Equivalence test = equivalence(kDifferences, 0.5);
  CHECK(test.p_below == close(2.4890799330506085e-06));
  CHECK(test.p_above == close(0.012624147487591365));
  CHECK(test.p == test.p_above);
  CHECK(test.equivalent(0.05));
  CHECK_FALSE(test.equivalent(0.01));
  CHECK(test.interval.low == close(0.13283170615037218));
  CHECK(test.interval.high == close(0.43116829384962774));
  CHECK(test.interval.level == close(0.9));
  CHECK(equivalence(std::vector{0.0, 0.0, 0.0}, 1e-9).p == 0);
}

TEST_CASE("equivalence: at alpha exactly when the interval of level 1 - 2 alpha lies within the margin") {
  Draws draws(Stream(1, "equivalence"));
  int inside = 0;
  for (int trial = 0; trial < 400; ++trial) {
    std::vector<double> d(6);
    for (double& x : d) x = draws.normal();
    const double margin = draws.uniform(0.2, 2.5);
    const Equivalence test = equivalence(d, margin);
    const bool within = -margin < test.interval.low && test.interval.high < margin;
    REQUIRE(test.equivalent(0.05) == within);
    REQUIRE(equivalence(d, margin * 1.1).p < test.p);
    inside += within ? 1 : 0;
  }
  CHECK(inside > 100);
  CHECK(inside < 300);
}

TEST_CASE("equivalence: the size of the test at the margin, and that of the t test at zero") {
  // 20 000 samples of 8 normals, mean 2, sd 1, margin 2: rejects with probability 0.05 (the other side has none to
  // speak of). Shifted back to mean 0, the t test does too. Bounds of 5 standard errors: false failure 1 in 1.7 million
  // changes, each.
  Draws draws(Stream(2, "size"));
  const int samples = 20000;
  int equal = 0;
  int different = 0;
  for (int s = 0; s < samples; ++s) {
    std::vector<double> d(8);
    for (double& x : d) x = draws.normal();
    if (paired_t(d, Alternative::greater).p <= 0.05) ++different;
    for (double& x : d) x += 2;
    if (equivalence(d, 2).equivalent(0.05)) ++equal;
  }
  const double bound = 5 * std::sqrt(0.05 * 0.95 / samples);
  CHECK(static_cast<double>(equal) / samples == Approx(0.05).margin(bound));
  CHECK(static_cast<double>(different) / samples == Approx(0.05).margin(bound));
}

TEST_CASE("t tests refuse what they cannot answer") {
  const std::vector<double> one{1.0};
  const std::vector<double> two{1.0, 2.0};
  CHECK_THROWS_AS(paired_t(one, Alternative::greater), UsageError);
  CHECK_THROWS_AS(paired_t(two, Alternative::greater, 0), UsageError);
  CHECK_THROWS_AS(welch_t(one, two, Alternative::greater), UsageError);
  CHECK_THROWS_AS(welch_t(two, one, Alternative::greater), UsageError);
  CHECK_THROWS_AS(equivalence(two, 0), UsageError);
  CHECK_THROWS_AS(equivalence(two, std::numeric_limits<double>::quiet_NaN()), UsageError);
  CHECK_THROWS_AS(equivalence(two, 1, 0.5), UsageError);
  CHECK_THROWS_AS(paired_t(std::vector{1.0, -std::numeric_limits<double>::infinity()}, Alternative::greater), Error);
}
