// The rules on one direction of a quadratic do what the theory of linear recurrences says, to the digit.
#include "reference/optimise/convergence.h"

#include <cmath>
#include <vector>

#include "reference/core/error.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

UpdateRule at_rate(UpdateRule rule, double rate) {
  std::visit([rate](auto& r) { r.rate = static_cast<float>(rate); }, rule);
  return rule;
}

// |w| after 3000 steps on curvature 1, or as soon as it has become very large or very small.
double reached(const UpdateRule& rule) {
  Trainable w(1, 1);
  w.value(0, 0) = 1;
  Optimiser optimiser({&w}, rule);
  double most = 0;  // of the last steps: paths that circle pass 0
  for (int t = 0; t < 3000; ++t) {
    w.gradient(0, 0) = w.value(0, 0);
    optimiser.step();
    const double at = std::fabs(w.value(0, 0));
    if (at > 1e20) return at;
    if (t >= 2900) most = std::max(most, at);
  }
  return most;
}

const std::vector<UpdateRule> kRules = {SgdRule{},
                                        MomentumRule{.momentum = 0.5F},
                                        MomentumRule{.momentum = 0.9F},
                                        MomentumRule{.momentum = 0.5F, .nesterov = true},
                                        MomentumRule{.momentum = 0.9F, .nesterov = true},
                                        TwoGradientRule{.momentum = 0.2F},
                                        TwoGradientRule{.momentum = 1.0F / 3},
                                        TwoGradientRule{.momentum = 0.5F},
                                        TwoGradientRule{.momentum = 0.9F}};

}  // namespace

TEST_CASE("below its stability limit a rule shrinks, above it grows") {
  for (const UpdateRule& rule : kRules) {
    const double limit = stability_limit(rule);
    INFO("rule " << rule.index() << ", limit " << limit);
    CHECK(reached(at_rate(rule, 0.98 * limit)) < 1e-3);
    CHECK(reached(at_rate(rule, 1.02 * limit)) > 1e3);
    CHECK(convergence_rate(at_rate(rule, limit), 1) == Approx(1).epsilon(1e-5));
    CHECK(convergence_rate(at_rate(rule, 0.98 * limit / 3), 3) < 1);
    CHECK(convergence_rate(at_rate(rule, 1.02 * limit / 3), 3) > 1);
  }
}

TEST_CASE("the rate of convergence is that of a run") {
  for (const UpdateRule& rule : kRules) {
    const UpdateRule slow = at_rate(rule, 0.01);
    INFO("rule " << rule.index());
    // Real roots, or a circle that comes round often enough; the larger root alone is left.
    const double run = std::pow(reached(slow), 1.0 / 2900);
    CHECK(run == Approx(convergence_rate(slow, 1)).epsilon(2e-3));
  }
}

TEST_CASE("the fastest settings have the rates of convergence that are known for them") {
  for (const double c : {10.0, 100.0, 1000.0}) {
    const auto worst = [c](const UpdateRule& rule) {
      double most = 0;
      for (int i = 0; i <= 100; ++i) {
        most = std::max(most, convergence_rate(rule, std::pow(c, -i / 100.0)));
      }
      return most;
    };
    const double s = std::sqrt(c);
    CHECK(worst(fastest_descent(c)) == Approx((c - 1) / (c + 1)).epsilon(1e-6));
    // A double root: float32 settings part it by the square root of their rounding.
    CHECK(worst(fastest_heavy_ball(c)) == Approx((s - 1) / (s + 1)).epsilon(1e-3));
    CHECK(worst(fastest_nesterov(c)) == Approx(1 - 2 / std::sqrt(3 * c + 1)).epsilon(1e-3));
    const double two = worst(fastest_two_gradients(c));
    CHECK(3 * two * two / c + two * (1 + 1 / c) == Approx(1).epsilon(1e-5));
    // No rate near it does better with this m.
    for (const float factor : {0.98F, 1.02F}) {
      TwoGradientRule other = fastest_two_gradients(c);
      other.rate *= factor;
      CHECK(worst(other) > two);
    }
  }
  CHECK_THROWS_AS(convergence_rate(AdadeltaRule{}, 1), UsageError);
  CHECK_THROWS_AS(stability_limit(AdadeltaRule{}), UsageError);
}

TEST_CASE("of past gradients the two-gradient rule has the last one alone") {
  Trainable p(1, 2);
  Optimiser optimiser({&p}, TwoGradientRule{.rate = 0.5F, .momentum = 0.25F});
  const float gradients[] = {1, 2, 8};
  // 0 - .5 = -.5;  - .125 - 1 = -1.625;  - .25 - 4 = -5.875: the first gradient is gone.
  const float values[] = {-0.5F, -1.625F, -5.875F};
  for (int t = 0; t < 3; ++t) {
    p.gradient(0, 0) = gradients[t];
    p.gradient(0, 1) = -gradients[t];
    optimiser.step();
    CHECK(p.value(0, 0) == values[t]);
    CHECK(p.value(0, 1) == -values[t]);
  }
}
