// The proximal operator of the l1 norm: stationarity, its three cases, and the soft threshold.
//
//   prox(x) = argmin_z 1/2 ||z - x||^2 + t ||z||_1 = sign(x) max(|x| - t, 0)
//   z_i - x_i + t sign(z_i) = 0  where z_i != 0
//
// Printed with |x| for x and sign(||z||_1) for sign(z): right for positive x only.
// Source: document 000, section 9.1
#include "reference/kernels/soft_threshold.h"

#include "experiments/checking/float32.h"
#include "experiments/checking/identities.h"
#include "experiments/identities/proximal.h"

namespace rederive::checking {
namespace {

double objective(const Matrix64& z, const Matrix64& x, double t) { return 0.5 * dot(z - x, z - x) + t * norm1(z); }

// One coordinate x at a scale, its threshold, and where the objective is least by search.
struct Coordinate {
  Coordinate(const Trial& in, double low, double high)
      : t(in.scale() * in.number("t", 0.2, 1)), x(t * in.number("x/t", low, high)), z(prox(kAbsolute, t, x)) {}

  Comparison minimiser_is(double stated) const { return equal(stated, z, std::abs(x) + t); }

  double t, x, z;
};

// x in (low t, high t).
template <class F>
auto coordinate(double low, double high, const F& stated) {
  return [=](const Trial& in) {
    const Coordinate c(in, low, high);
    return c.minimiser_is(stated(c));
  };
}

// Either side beyond the threshold in turn, where the minimiser is not 0.
template <class F>
auto beyond(const F& stated) {
  return [=](const Trial& in) {
    const double side = in.number() % 2 == 0 ? 1 : -1;
    const Coordinate c(in, side * 1.1, side * 4);
    return c.minimiser_is(stated(c));
  };
}

// Inside, outside, at either end of the threshold and 0, against the minimisers.
template <class F>
auto every_case(const F& threshold) {
  return [=](const Trial& in) {
    const double t = in.scale() * in.number("t", 0.2, 1);
    Matrix64 x = t * in.vector("x/t", 12, 2);
    x[0] = t, x[1] = -t, x[2] = 0;
    return equal(threshold(x, t), prox(kAbsolute, t, x), largest(x));
  };
}

// The gradient of the objective at a z without zeros.
template <class F>
auto stationarity(const F& stated) {
  return [=](const Trial& in) {
    const int n = in.size("n", 3, 6);
    const double t = in.number("t", 0.2, 1);
    const Matrix64 x = in.vector("x", n);
    const Matrix64 z = kept_away(in.vector("z", n), 0, 1e-3);
    const auto f = [&](const Matrix64& at) { return objective(at, x, t); };
    return gradient(stated(z, x, t), f, z, 5e-5);
  };
}

// The least value of the objective, as weak duality bounds it from below: 1/2 ||x||^2 - 1/2 ||x - u||^2 for every u in
// the box |u_i| <= t. A z whose objective attains such a bound is the minimiser, whatever its form.
template <class F>
auto least_objective(const F& threshold) {
  return [=](const Trial& in) {
    const int n = in.size("n", 3, 6);
    const double t = in.scale() * in.number("t", 0.2, 1);
    const Matrix64 x = t * in.vector("x/t", n, 2);
    const Matrix64 u = map(x, [t](double x_i) { return std::min(std::max(x_i, -t), t); });
    return equal(objective(threshold(x, t), x, t), 0.5 * dot(x, x) - 0.5 * dot(x - u, x - u));
  };
}

// max(0, 1 - t / ||x||_2) x, which shrinks the vector as a whole.
Matrix64 block_shrunk(const Matrix64& x, double t) { return relu(1 - t / sqrt(dot(x, x))) * x; }

// One rounding by soft_threshold.h, of numbers and a threshold that float32 holds.
Comparison trained_threshold(const Trial& in) {
  const double t = static_cast<float>(in.number("t", 0.2, 1));
  const Matrix64 x = rounded_to_float32(in.matrix("x", 5, 7));
  Matrix y(x.rows(), x.cols());
  soft_threshold(to_float32(x), static_cast<float>(t), y);
  return within(to_double(y), shrunk(x, t), kUnitRoundoff32 * largest(x));
}

const RegisteredIdentities identities{{
    .title = "The soft threshold as the proximal operator of the l1 norm",
    .source = "000 §9.1",
    .claims = {{.id = "000.S9.1.stationarity",
                .printed = {"d/dz_i (1/2 ||z - x||^2 + t ||z||_1) = z_i - |x_i| + sign(||z||_1) t",
                            stationarity([](const Matrix64& z, const Matrix64& x, double t) {
                              return map(
                                  z, x,
                                  [&](double z_i, double x_i) { return z_i - std::abs(x_i) + sign(norm1(z)) * t; },
                                  "-");
                            })},
                .corrected = {"z_i - x_i + sign(z_i) t, where z_i != 0",
                              stationarity([](const Matrix64& z, const Matrix64& x, double t) {
                                return map(
                                    z, x, [&](double z_i, double x_i) { return z_i - x_i + sign(z_i) * t; }, "-");
                              })}},
               {.id = "000.S9.1.solve",
                .printed = {"z = |x| - sign(||z||_1) t",
                            beyond([](const Coordinate& c) { return std::abs(c.x) - sign(std::abs(c.z)) * c.t; })},
                .corrected = {"z = x - sign(z) t, where z != 0",
                              beyond([](const Coordinate& c) { return c.x - sign(c.z) * c.t; })}},
               {.id = "000.S9.1.case-pos",
                .printed = {"z = |x| - t for x > t",
                            coordinate(1, 4, [](const Coordinate& c) { return std::abs(c.x) - c.t; })},
                .wrong = {"z = |x| + t for x > t",
                          coordinate(1, 4, [](const Coordinate& c) { return std::abs(c.x) + c.t; })}},
               {.id = "000.S9.1.case-neg",
                .printed = {"z = |x| + t for x < -t",
                            coordinate(-4, -1, [](const Coordinate& c) { return std::abs(c.x) + c.t; })},
                .corrected = {"z = x + t for x < -t",
                              coordinate(-4, -1, [](const Coordinate& c) { return c.x + c.t; })}},
               {.id = "000.S9.1.case-zero",
                .printed = {"z = 0 for |x| < t", coordinate(-1, 1, [](const Coordinate&) { return 0.0; })},
                .wrong = {"z = x for |x| < t", coordinate(-1, 1, [](const Coordinate& c) { return c.x; })}},
               {.id = "000.S9.1.soft-threshold",
                .printed = {"S_t(x) = (|x| - t)_+ sign(x)", every_case(shrunk)},
                .wrong = {"x where |x| > t, else 0: the hard threshold", every_case([](const Matrix64& x, double t) {
                            return map(x, [t](double x_i) { return std::abs(x_i) > t ? x_i : 0; });
                          })},
                .code = {"kernels/soft_threshold.h soft_threshold", trained_threshold}},
               {.id = "000.S9.1.vector",
                .printed = {"S_t(x) = (|x| - t)_+ sign(x) in every element of a vector", least_objective(shrunk)},
                .wrong = {"max(0, 1 - t / ||x||_2) x", least_objective(block_shrunk)},
                .code = {"kernels/soft_threshold.h soft_threshold", trained_threshold}}},
}};

}  // namespace
}  // namespace rederive::checking
