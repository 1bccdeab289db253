#include "reference/kernels/elementary.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace rederive {
namespace {

using K = ElementaryConstants;

// Comparisons are written so that NaN passes through.
float at_least(float low, float x) { return x < low ? low : x; }
float at_most(float high, float x) { return x > high ? high : x; }

// x = n log 2 + r; n sits in the lowest bits of `shifted`. `tail` is (exp(r) - 1 - r) / r^2.
struct Reduced {
  float shifted, r, tail;
};

Reduced reduce(float x) {
  const float shifted = std::fma(x, K::kLog2E, K::kRounder);
  const float n = shifted - K::kRounder;
  const float r = std::fma(n, -K::kLn2Low, std::fma(n, -K::kLn2High, x));
  float sum = std::fma(K::kExp[4], r, K::kExp[3]);
  sum = std::fma(sum, r, K::kExp[2]);
  sum = std::fma(sum, r, K::kExp[1]);
  return {shifted, r, std::fma(sum, r, K::kExp[0])};
}

float exp_reduced(const Reduced& x) { return std::fma(std::fma(x.tail, x.r, 1.0F), x.r, 1.0F); }

// x within the ends of exp.
float exp_inside(float x) {
  const Reduced reduced = reduce(x);
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(exp_reduced(reduced)) +
                              (std::bit_cast<std::uint32_t>(reduced.shifted) << 23));
}

float power_of_two(std::int32_t n) { return std::bit_cast<float>(static_cast<std::uint32_t>(n + 127) << 23); }

// log1p(exp(-|z|)).
float softplus_tail(float z) { return log1p_f32(exp_inside(-at_most(K::kTailFarthest, std::fabs(z)))); }

}  // namespace

float exp_f32(float x) { return exp_inside(at_most(K::kExpHighest, at_least(K::kExpLowest, x))); }

// log(1 + x) = 2 atanh(x / (2 + x)).
float log1p_f32(float x) {
  const float s = x / (2.0F + x);
  const float told = at_least(K::kAtanhIsArgument, std::fabs(s));
  const float z = told * told;
  float sum = std::fma(K::kAtanh[3], z, K::kAtanh[2]);
  sum = std::fma(sum, z, K::kAtanh[1]);
  sum = std::fma(sum, z, K::kAtanh[0]);
  const float twice = s + s;
  return std::fma(z * sum, twice, twice);
}

float sigmoid_f32(float x) {
  const float inside = at_most(K::kSigmoidIsOne, at_least(K::kExpLowest, x));
  return 1.0F / (1.0F + exp_inside(-inside));
}

float softplus_f32(float x) { return at_least(0.0F, x) + softplus_tail(x); }

float nll_f32(float z, float t) { return std::fma(-t, z, at_least(0.0F, z)) + softplus_tail(z); }

// The last product is the only one that rounds, so that a subnormal result is rounded once.
float exp_whole_f32(float x) {
  if (std::isnan(x)) return x;
  const Reduced reduced = reduce(at_most(K::kExpIsInfinite, at_least(K::kExpIsZero, x)));
  const auto n = std::bit_cast<std::int32_t>(reduced.shifted) - std::bit_cast<std::int32_t>(K::kRounder);
  return exp_reduced(reduced) * power_of_two(n >> 1) * power_of_two(n - (n >> 1));
}

// x = 2^n (1 + f).
float log_f32(float x) {
  if (x < 0) return std::numeric_limits<float>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<float>::infinity();
  if (!(x < std::numeric_limits<float>::infinity())) return x;
  const bool subnormal = x < std::numeric_limits<float>::min();
  const auto bits =
      std::bit_cast<std::int32_t>(subnormal ? x * 0x1p23F : x) - static_cast<std::int32_t>(K::kRootHalfBits);
  const float n = static_cast<float>(bits >> 23) - (subnormal ? 23.0F : 0.0F);
  const float f = std::bit_cast<float>((bits & 0x7fffff) + static_cast<std::int32_t>(K::kRootHalfBits)) - 1.0F;
  float sum = K::kLog[7];
  for (int i = 6; i >= 0; --i) sum = std::fma(sum, f, K::kLog[i]);
  const float square = f * f;
  const float tail = std::fma(-0.5F, square, std::fma(n, K::kLn2Low, f * square * sum));
  return std::fma(n, K::kLn2High, f + tail);
}

// With e = exp(2 |x|) - 1 it is e / (e + 2), which loses nothing near 0.
float tanh_f32(float x) {
  const float inside = at_most(K::kTanhIsOne, std::fabs(x));
  const Reduced reduced = reduce(inside + inside);
  const float power = std::bit_cast<float>((std::bit_cast<std::uint32_t>(reduced.shifted) << 23) + 0x3f800000U);
  const float less = std::fma(reduced.r * reduced.r, reduced.tail, reduced.r);  // exp(r) - 1
  const float e = std::fma(power, less, power - 1.0F);
  return std::copysign(e / (e + 2.0F), x);
}

}  // namespace rederive
