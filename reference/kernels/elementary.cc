#include "reference/kernels/elementary.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace rederive {
namespace {

using K = ElementaryConstants;

// Comparisons are written so that NaN passes through.
float at_least(float low, float x) { return x < low ? low : x; }
float at_most(float high, float x) { return x > high ? high : x; }

// x within the ends of exp.
float exp_inside(float x) {
  const float shifted = std::fma(x, K::kLog2E, K::kRounder);
  const float n = shifted - K::kRounder;
  const float r = std::fma(n, -K::kLn2Low, std::fma(n, -K::kLn2High, x));
  float sum = std::fma(K::kExp[4], r, K::kExp[3]);
  sum = std::fma(sum, r, K::kExp[2]);
  sum = std::fma(sum, r, K::kExp[1]);
  sum = std::fma(sum, r, K::kExp[0]);
  sum = std::fma(sum, r, 1.0F);
  sum = std::fma(sum, r, 1.0F);
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(sum) + (std::bit_cast<std::uint32_t>(shifted) << 23));
}

// log1p(exp(-|z|)).
float softplus_tail(float z) { return log1p_f32(exp_inside(-at_most(-K::kExpLowest, std::fabs(z)))); }

}  // namespace

float exp_f32(float x) { return exp_inside(at_most(K::kExpHighest, at_least(K::kExpLowest, x))); }

// log(1 + x) = 2 atanh(x / (2 + x)).
float log1p_f32(float x) {
  const float s = x / (2.0F + x);
  const float z = s * s;
  float sum = std::fma(K::kAtanh[3], z, K::kAtanh[2]);
  sum = std::fma(sum, z, K::kAtanh[1]);
  sum = std::fma(sum, z, K::kAtanh[0]);
  const float twice = s + s;
  return std::fma(twice * z, sum, twice);
}

float sigmoid_f32(float x) {
  const float inside = at_most(K::kSigmoidIsOne, at_least(K::kExpLowest, x));
  return 1.0F / (1.0F + exp_inside(-inside));
}

float softplus_f32(float x) { return at_least(0.0F, x) + softplus_tail(x); }

float nll_f32(float z, float t) { return std::fma(-t, z, at_least(0.0F, z)) + softplus_tail(z); }

}  // namespace rederive
