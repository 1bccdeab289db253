#include "reference/optimise/convergence.h"

#include <algorithm>
#include <cmath>

#include "reference/core/error.h"

namespace rederive {
namespace {

[[noreturn]] void not_linear() { throw UsageError("Adadelta is not linear on a quadratic: it has no such rate"); }

// The largest |z| with z^2 - p z + q = 0.
double largest_root(double p, double q) {
  const double discriminant = p * p - 4 * q;
  return discriminant < 0 ? std::sqrt(q) : (std::fabs(p) + std::sqrt(discriminant)) / 2;
}

}  // namespace

double convergence_rate(const UpdateRule& rule, double curvature) {
  if (const auto* plain = std::get_if<SgdRule>(&rule)) return std::fabs(1 - plain->rate * curvature);
  if (const auto* two = std::get_if<TwoGradientRule>(&rule)) {
    const double a = two->rate * curvature;
    return largest_root(1 - a, two->momentum * a);
  }
  const auto* heavy = std::get_if<MomentumRule>(&rule);
  if (heavy == nullptr) not_linear();
  const double a = heavy->rate * curvature;
  const double m = heavy->momentum;
  return heavy->nesterov ? largest_root((1 + m) * (1 - a), m * (1 - a)) : largest_root(1 + m - a, m);
}

double stability_limit(const UpdateRule& rule) {
  if (std::holds_alternative<SgdRule>(rule)) return 2;
  if (const auto* two = std::get_if<TwoGradientRule>(&rule)) {
    const double m = two->momentum;
    return std::min(1 / m, 2 / (1 - m));
  }
  const auto* heavy = std::get_if<MomentumRule>(&rule);
  if (heavy == nullptr) not_linear();
  const double m = heavy->momentum;
  return heavy->nesterov ? 2 * (1 + m) / (1 + 2 * m) : 2 * (1 + m);
}

SgdRule fastest_descent(double condition) { return {.rate = static_cast<float>(2 / (1 + 1 / condition))}; }

MomentumRule fastest_heavy_ball(double condition) {
  const double s = std::sqrt(1 / condition);
  const double root = (1 - s) / (1 + s);
  return {.rate = static_cast<float>(4 / ((1 + s) * (1 + s))), .momentum = static_cast<float>(root * root)};
}

MomentumRule fastest_nesterov(double condition) {
  const double s = std::sqrt(3 * condition + 1);
  return {.rate = static_cast<float>(4 / (3 + 1 / condition)),
          .momentum = static_cast<float>((s - 2) / (s + 2)),
          .nesterov = true};
}

TwoGradientRule fastest_two_gradients(double condition) {
  // The root of the quadratic equation, in the form that does not cancel.
  const double b = 1 + 1 / condition;
  const double r = 2 / (b + std::sqrt(b * b + 12 / condition));
  return {.rate = static_cast<float>(3 * r * r), .momentum = static_cast<float>(1.0 / 3)};
}

}  // namespace rederive
