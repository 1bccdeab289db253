// The proximal operator by search, so that closed forms have something to be held against.
//
//   prox_{h,t}(x) = argmin_z 1/2 ||z - x||^2 + t h(z),   h(z) = sum_i h(z_i) convex, least at 0, t > 0
//
// A search that compares values of the objective ends at the square root of rounding. This one compares differences of
// values, which penalties give without cancellation, and ends at rounding.
// Source: document 000, section 9
#pragma once

#include <string_view>

#include "experiments/checking/comparison.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"

namespace rederive::checking {

/// One coordinate of a convex h with its only kink, if any, at 0.
struct Penalty {
  std::string_view name;
  double (*rise)(double from, double to);  // h(to) - h(from)
  double (*left)(double z);                // one-sided derivatives: [left, right] is the subdifferential
  double (*right)(double z);
};

/// |z|, whose sum is the l1 norm.
inline constexpr Penalty kAbsolute{.name = "|z|",
                                   .rise = [](double from, double to) { return std::abs(to) - std::abs(from); },
                                   .left = [](double z) { return z > 0 ? 1.0 : -1.0; },
                                   .right = [](double z) { return z < 0 ? -1.0 : 1.0; }};
/// max(0, z)
inline constexpr Penalty kPositivePart{.name = "max(0, z)",
                                       .rise = [](double from, double to) { return relu(to) - relu(from); },
                                       .left = [](double z) { return z > 0 ? 1.0 : 0.0; },
                                       .right = [](double z) { return z < 0 ? 0.0 : 1.0; }};
/// |z| + z^2 / 2, the elastic net.
inline constexpr Penalty kElasticNet{
    .name = "|z| + z^2/2",
    .rise = [](double from, double to) { return kAbsolute.rise(from, to) + (to - from) * (to + from) / 2; },
    .left = [](double z) { return kAbsolute.left(z) + z; },
    .right = [](double z) { return kAbsolute.right(z) + z; }};

/// The least z of a convex function of one variable in [-reach, reach] by thirds, exactly 0 where that is as good.
/// rise(from, to) is the function's difference.
template <class Rise>
double least(const Rise& rise, double reach) {
  double low = -reach;
  double high = reach;
  for (;;) {
    const double third = (high - low) / 3;
    const double a = low + third;
    const double b = high - third;
    if (!(low < a && a < b && b < high)) break;
    if (rise(a, b) < 0) {
      low = a;
    } else {
      high = b;
    }
  }
  const double z = low + (high - low) / 2;
  return rise(z, 0) <= 0 ? 0 : z;
}

inline double prox(const Penalty& h, double t, double x) {
  const auto rise = [&](double from, double to) { return (to - from) * ((to + from) / 2 - x) + t * h.rise(from, to); };
  return least(rise, std::abs(x));  // prox is nonexpansive and keeps 0
}
inline Matrix64 prox(const Penalty& h, double t, const Matrix64& x) {
  return map(x, [&](double x_i) { return prox(h, t, x_i); });
}

inline double norm1(const Matrix64& z) { return sum(magnitudes(z)); }
inline double sign(double x) { return x > 0 ? 1 : (x < 0 ? -1 : 0); }

/// (|x| - t)_+ sign(x), element by element.
inline Matrix64 shrunk(const Matrix64& x, double t) {
  return map(x, [t](double x_i) { return std::abs(x_i) <= t ? 0 : (std::abs(x_i) - t) * sign(x_i); });
}

/// s in the subdifferential of h at u by its definition, h(w) >= h(u) + s (w - u), for w near and far on either side.
inline bool is_subgradient(const Penalty& h, double s, double u) {
  constexpr double kRounding = 1e-9;
  for (double distance = 1e-4; distance < 1e3; distance *= 4) {
    for (const double step : {-distance, distance}) {
      if (h.rise(u, u + step) < s * step - kRounding * distance) return false;
    }
  }
  return true;
}
inline bool is_subgradient(const Penalty& h, const Matrix64& s, const Matrix64& u) {
  require_same_shape(s, u, "in the subdifferential at");
  for (int i = 0; i < u.size(); ++i) {
    if (!is_subgradient(h, s[i], u[i])) return false;
  }
  return true;
}

/// g(x) = 1/2 ||y - X x||^2 at a point, and the length of a step from there. X is rows x n.
struct LeastSquares {
  explicit LeastSquares(const Trial& in)
      : X(in.matrix("X", in.size("rows", 18, 24), in.size("n", 3, 4), 0.4)),
        y(in.vector("y", X.rows(), 2)),
        x(in.vector("x", X.cols())),
        alpha(in.number("alpha", 0.1, 0.3)) {}

  auto value() const {
    return [this](const auto& at) { return 0.5 * dot(y - X * at, y - X * at); };
  }
  /// By complex steps.
  Matrix64 gradient() const { return complex_slopes(value(), x); }
  /// x - alpha grad g(x)
  Matrix64 forward_step() const { return x - alpha * gradient(); }

  Matrix64 X, y, x;
  double alpha;
};

}  // namespace rederive::checking
