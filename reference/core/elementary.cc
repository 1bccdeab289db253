#include "reference/core/elementary.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace rederive {
namespace {

// log 2 in two parts; the first has 20 trailing zero bits, so that its product with an exponent is exact.
constexpr double kLn2High = 0x1.62e42feep-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// 2^n for -1022 <= n <= 1023, by writing the exponent.
double power_of_two(int n) { return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52); }

template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {  // highest power first
  double sum = 0;
  for (const double c : coefficients) sum = sum * x + c;
  return sum;
}

}  // namespace

double exp_exact_bits(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.79) return kInfinity;
  if (x < -745.2) return 0;
  const double n = std::floor(x * 1.4426950408889634 + 0.5);
  const double high = x - n * kLn2High;  // exact
  const double low = n * kLn2Low;
  const double r = high - low;  // |r| <= log(2) / 2
  // e^r = 1 + r + r^2 (1/2 + r/6 + ...): the series to r^13, whose remainder is below 5e-18.
  constexpr std::array kTail = {1 / 6227020800.0, 1 / 479001600.0, 1 / 39916800.0, 1 / 3628800.0,
                                1 / 362880.0,     1 / 40320.0,     1 / 5040.0,     1 / 720.0,
                                1 / 120.0,        1 / 24.0,        1 / 6.0,        0.5};
  // r has lost the rounding of high - low: `lost` brings it back to first order.
  const double lost = (high - r) - low;
  const double value = 1 + (r + (r * r * polynomial(kTail, r) + lost));
  const int exponent = static_cast<int>(n);
  if (exponent < -1000) return value * power_of_two(exponent + 200) * power_of_two(-200);
  if (exponent > 1000) return value * power_of_two(exponent - 200) * power_of_two(200);
  return value * power_of_two(exponent);
}

double log_exact_bits(double x) {
  if (std::isnan(x) || x == kInfinity) return x;
  if (x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -kInfinity;
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);  // exact, in [1/2, 1)
  if (mantissa < 0.70710678118654752) {
    mantissa *= 2;
    --exponent;
  }
  // log(1 + f) = 2 atanh(s) with s = f / (2 + f), |s| <= .1716: the series to s^23. The form
  // f - (f^2/2 - s (f^2/2 + R)) keeps the leading term exact.
  const double f = mantissa - 1;
  const double s = f / (2 + f);
  const double z = s * s;
  constexpr std::array kSeries = {2 / 23.0, 2 / 21.0, 2 / 19.0, 2 / 17.0, 2 / 15.0, 2 / 13.0,
                                  2 / 11.0, 2 / 9.0,  2 / 7.0,  2 / 5.0,  2 / 3.0};
  const double rest = z * polynomial(kSeries, z);
  const double half_square = 0.5 * f * f;
  const double n = exponent;
  return n * kLn2High - ((half_square - (s * (half_square + rest) + n * kLn2Low)) - f);
}

double log1p_exact_bits(double x) {
  // Kahan: where 1 + x rounds to u, log(u) x / (u - 1) repairs the rounding, because log(u) / (u - 1) is smooth.
  const double u = 1 + x;
  if (u == 1) return x;
  if (std::isinf(u)) return u;
  return log_exact_bits(u) * (x / (u - 1));
}

double sigmoid_exact_bits(double x) {
  const double e = exp_exact_bits(-std::fabs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

double softplus_exact_bits(double x) { return (x > 0 ? x : 0) + log1p_exact_bits(exp_exact_bits(-std::fabs(x))); }

double normal_quantile_exact_bits(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    constexpr std::array kNumerator = {2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
                                       4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
                                       1.3314166789178437745e2, 3.3871328727963666080};
    constexpr std::array kDenominator = {
        5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
        5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0};
    const double r = 0.180625 - q * q;
    return q * polynomial(kNumerator, r) / polynomial(kDenominator, r);
  }
  const double tail = std::sqrt(-log_exact_bits(q < 0 ? p : 1 - p));
  double x = 0;
  if (tail <= 5) {
    constexpr std::array kNumerator = {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                                       1.27045825245236838258,    3.64784832476320460504,    5.76949722146069140550,
                                       4.63033784615654529590,    1.42343711074968357734};
    constexpr std::array kDenominator = {
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940,    2.05319162663775882187,    1.0};
    x = polynomial(kNumerator, tail - 1.6) / polynomial(kDenominator, tail - 1.6);
  } else {
    constexpr std::array kNumerator = {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                                       2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580,
                                       5.46378491116411436990,    6.65790464350110377720};
    constexpr std::array kDenominator = {
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2,  1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0};
    x = polynomial(kNumerator, tail - 5) / polynomial(kDenominator, tail - 5);
  }
  return q < 0 ? -x : x;
}

}  // namespace rederive
