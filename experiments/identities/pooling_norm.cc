// The Lp norm of a window: with magnitudes, against its definition by bisection; without, as printed.
//
//   y = (sum_ij |x_ij|^p)^(1/p),   y^p = sum_ij |x_ij|^p
//
// Elements have both signs. Source: document 000, sections 4.1 and 4.2.3
#include "experiments/checking/identities.h"
#include "experiments/identities/pooling.h"

namespace rederive::checking::pooling {
namespace {

constexpr std::string_view kLp = "kernels/pool2d.h pool2d_lp";

// Regions, and the exponent.
struct NormMap : PoolingMap {
  NormMap(const Trial& in, int most_regions) : PoolingMap(in, most_regions), p(in.size("p", 2, 5)) {}

  int p;
};

double sum_of_powers(const Matrix64& w, int p) {
  return sum(map(w, [p](double x) { return power(x, p); }));
}

// The y with y^p = sum |x|^p, by bisection: it lies between the largest |x| and m^2 times that.
double norm_by_bisection(const Matrix64& w, int p) {
  const double target = sum_of_powers(magnitudes(w), p);
  double low = largest(w);
  double high = w.size() * low;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (power(middle, p) < target ? low : high) = middle;
  }
  return low;
}

// (sum x^p)^(1/p) as it stands; an odd root of a negative sum is taken to be negative, which is generous.
double signed_lp(const Matrix64& w, int p) {
  const double total = sum_of_powers(w, p);
  return total < 0 ? -pow(-total, 1.0 / p) : pow(total, 1.0 / p);
}

// The header's bound that holds for all p: (q + 24) 2 u y with q = m^2.
Comparison lp_by_kernel(const NormMap& map) {
  const Matrix64 norms = map.pool([&](const Matrix64& w) { return lp_norm(w, map.p); });
  const double bound = (map.m * map.m + 24) * 2 * kUnitRoundoff32 * largest(norms);
  return within(pooled_by(lp_kernel(map.p), map.x, map.m, map.m), norms, bound);
}

// Homogeneous and under the triangle inequality, for elements of both signs and for positive ones, where x and y point
// into the same orthant and an exponent below 1 gives itself away.
bool is_norm(const Trial& in, double p) {
  const int m = in.size("m", 2, 4);
  const Matrix64 x = in.matrix("x", m, m);
  const Matrix64 y = in.matrix("y", m, m);
  const auto triangle = [p](const Matrix64& a, const Matrix64& b) {
    return lp_norm(a + b, p) <= (lp_norm(a, p) + lp_norm(b, p)) * (1 + 1e-12);
  };
  const double c = in.number("c", -3, 3);
  const double stretched = absolute(c) * lp_norm(x, p);
  return triangle(x, y) && triangle(magnitudes(x), magnitudes(y)) &&
         absolute(lp_norm(c * x, p) - stretched) <= 1e-12 * stretched;
}

const RegisteredIdentities identities{{
    .title = "Pooling: the Lp norm",
    .source = "000 §4.1, §4.2.3",
    .claims =
        {// The norm of each region. (The Torch module beside it takes powers without magnitudes: that is 4.2.3.)
         {.id = "000.S4.1.lp",
          .printed = {"y = |region|_p, the lp norm: y^p = sum |x_ij|^p", many_regions<NormMap>([](const NormMap& map) {
                        return equal(map.pool([&](const Matrix64& w) { return lp_norm(w, map.p); }),
                                     map.pool([&](const Matrix64& w) { return norm_by_bisection(w, map.p); }));
                      })},
          .wrong = {"the norm of the mean power, (sum |x_ij|^p / m^2)^(1/p)",
                    many_regions<NormMap>([](const NormMap& map) {
                      return equal(map.pool([&](const Matrix64& w) {
                        return pow(sum_of_powers(magnitudes(w), map.p) / w.size(), 1.0 / map.p);
                      }),
                                   map.pool([&](const Matrix64& w) { return norm_by_bisection(w, map.p); }));
                    })},
          .code = {kLp, many_regions<NormMap>(lp_by_kernel)}},
         {.id = "000.S4.2.3.lp-formula",
          .printed = {"y = (sum_ij x_ij^p)^(1/p)", one_region<NormMap>([](const NormMap& map) {
                        return equal(signed_lp(map.x, map.p), norm_by_bisection(map.x, map.p));
                      })},
          .corrected = {"y = (sum_ij |x_ij|^p)^(1/p): without magnitudes an odd p is no norm",
                        one_region<NormMap>([](const NormMap& map) {
                          return equal(signed_lp(magnitudes(map.x), map.p), norm_by_bisection(map.x, map.p));
                        })},
          .code = {kLp, one_region<NormMap>(lp_by_kernel)}},
         // Read as the condition it is set out as: enough for a norm. (It would be for 1 <= p < 2, too.)
         {.id = "000.S4.2.3.p-ge-2",
          .printed = {"for p >= 2, |x + y| <= |x| + |y| and |c x| = |c| |x|",
                      [](const Trial& in) { return holds(is_norm(in, in.number("p", 2, 8))); }},
          .wrong = {"so for p = 1/2", [](const Trial& in) { return holds(is_norm(in, 0.5)); }}}},
}};

}  // namespace
}  // namespace rederive::checking::pooling
