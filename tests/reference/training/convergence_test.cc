// The rules on one direction of a quadratic do what the theory of linear recurrences says, to the digit.
#include "reference/optimise/convergence.h"

#include <algorithm>
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

// |w_t| on curvature 1, as long as it is not very large.
std::vector<double> path(const UpdateRule& rule, int steps) {
  Trainable w(1, 1);
  w.value(0, 0) = 1;
  Optimiser optimiser({&w}, rule);
  std::vector<double> result;
  for (int t = 0; t < steps && (result.empty() || result.back() < 1e20); ++t) {
    result.push_back(std::fabs(w.value(0, 0)));
    w.gradient(0, 0) = w.value(0, 0);
    optimiser.step();
  }
  return result;
}

// The largest of the hundred values from t on: paths that circle pass 0.
double envelope(const std::vector<double>& values, std::ptrdiff_t t) {
  return *std::max_element(values.begin() + t, values.begin() + t + 100);
}

double reached(const UpdateRule& rule) {
  const std::vector<double> values = path(rule, 3000);
  return values.size() < 3000 ? values.back() : envelope(values, 2900);
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
    const std::vector<double> values = path(slow, 700);
    const double run = std::pow(envelope(values, 600) / envelope(values, 200), 1.0 / 400);
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
