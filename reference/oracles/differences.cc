#include "reference/oracles/differences.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

namespace rederive::oracle {

Difference slope(const std::function<double(double)>& f, double x, double step) {
  constexpr std::size_t kSteps = 10;
  constexpr double kShrink = 1.4;
  std::array<std::array<double, kSteps>, kSteps> table{};
  Difference best{.slope = 0, .error = std::numeric_limits<double>::infinity()};
  double h = step;
  for (std::size_t i = 0; i < kSteps; ++i, h /= kShrink) {
    table[i][0] = (f(x + h) - f(x - h)) / (2 * h);
    double factor = kShrink * kShrink;
    for (std::size_t j = 1; j <= i; ++j, factor *= kShrink * kShrink) {
      table[i][j] = (factor * table[i][j - 1] - table[i - 1][j - 1]) / (factor - 1);
      const double error =
          std::max(std::abs(table[i][j] - table[i][j - 1]), std::abs(table[i][j] - table[i - 1][j - 1]));
      if (error <= best.error) best = {.slope = table[i][j], .error = error};
    }
    if (i > 0 && std::abs(table[i][i] - table[i - 1][i - 1]) >= 2 * best.error) break;  // rounding has taken over
  }
  return best;
}

std::string wrong_slopes(const Function& f, std::span<const double> x, std::span<const double> gradient,
                         double tolerance, double step) {
  if (gradient.size() != x.size()) {
    return std::to_string(gradient.size()) + " partial derivatives of " + std::to_string(x.size()) + " variables";
  }
  std::vector<double> at(x.begin(), x.end());
  std::vector<Difference> slopes;
  double largest = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    slopes.push_back(slope(
        [&](double value) {
          at[i] = value;
          return f(at);
        },
        x[i], step));
    at[i] = x[i];
    largest = std::max(largest, std::abs(slopes.back().slope));
  }
  std::string worst;
  double worst_excess = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double excess = std::abs(gradient[i] - slopes[i].slope) - tolerance * largest - slopes[i].error;
    if (excess <= worst_excess) continue;  // also false for NaN, which is seen to below
    worst_excess = excess;
    worst = "partial derivative " + std::to_string(i) + " is " + std::to_string(gradient[i]) + "; differences give " +
            std::to_string(slopes[i].slope);
  }
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (!std::isfinite(gradient[i]) || !std::isfinite(slopes[i].error)) {
      return "partial derivative " + std::to_string(i) + " is " + std::to_string(gradient[i]) + "; differences give " +
             std::to_string(slopes[i].slope);
    }
  }
  return worst;
}

}  // namespace rederive::oracle
