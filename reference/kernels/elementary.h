// exp, log, log1p, tanh, sigmoid and softplus of one float32: the scalar twins of elementary-inl.h, with the same bits.
//
// Additions, multiplications, divisions and explicit fused multiply-adds of IEEE 754 only, so every machine gives the
// same result. Largest errors, in units of the last place; in brackets what all floats of the range (softplus: every
// third; the last three functions: every 37th) gave at most, the test looks at every 4999th:
//     exp_f32       [-87.33, 88.72]   1 (0.95)   outside, the value at the nearer end
//     log1p_f32     [0, 1]            2 (1.98)
//     sigmoid_f32   all               3 (2.49)   below -87.33, the value there, 1.2e-38
//     softplus_f32  all               3 (2.67)   the part log1p(exp(-|x|)) never falls below 2.7e-38
//     exp_whole_f32 all               1 (0.90)   0 and infinity where they belong, subnormal results rounded once
//     log_f32       all               1 (0.85)   log 0 = -infinity, log infinity = infinity, a negative x gives NaN
//     tanh_f32      all               3 (2.60)   an odd function; -0 stays -0
// NaN gives NaN. Subnormal operands and results are those of IEEE 754: nothing is flushed to zero, and no function
// depends on flags of the processor other than the default ones.
#pragma once

namespace rederive {

float exp_f32(float x);
float log1p_f32(float x);
float sigmoid_f32(float x);
float softplus_f32(float x);

/// exp without ends, for who needs what lies beyond them; exp_f32 is the faster.
float exp_whole_f32(float x);
float log_f32(float x);
float tanh_f32(float x);

/// The term of bernoulli_nll: log(1 + exp(z)) - t z, without cancellation at t = 1.
float nll_f32(float z, float t);

/// Polynomials (minimax fits by Remez's exchange, coefficients rounded one after the other from the lowest power up).
struct ElementaryConstants {
  static constexpr float kLog2E = 0x1.715476p+0F;
  // log 2 in two parts. The first has 21 bits behind the point, so that x - n kLn2High is exact for these x and n.
  static constexpr float kLn2High = 0x1.62e430p-1F;
  static constexpr float kLn2Low = -0x1.05c610p-29F;
  /// Adding it rounds to an integer and leaves that integer in the lowest bits.
  static constexpr float kRounder = 0x1.8p23F;
  /// The ends of exp: there 2^n times a value in (.7, 1.42) is still normal.
  static constexpr float kExpLowest = -87.33F;
  static constexpr float kExpHighest = 88.72F;
  /// Beyond it 1 + exp(-x) is 1.
  static constexpr float kSigmoidIsOne = 30.0F;
  /// Beyond them exp is 0 and infinity, and 2^n is a product of two powers that are normal.
  static constexpr float kExpIsZero = -104.5F;
  static constexpr float kExpIsInfinite = 89.0F;
  /// Beyond it tanh is 1.
  static constexpr float kTanhIsOne = 9.5F;
  /// exp(r) = 1 + r + r^2 (c0 + c1 r + ...), |r| <= log(2) / 2: relative error 7.6e-9.
  static constexpr float kExp[5] = {0x1.fffffcp-2F, 0x1.555494p-3F, 0x1.55589ap-5F, 0x1.123352p-7F, 0x1.69ea80p-10F};
  /// Beyond it log1p(exp(-x)) stays: there x / (2 + x) is still normal. Subnormal numbers cost 150 cycles each.
  static constexpr float kTailFarthest = 86.5F;
  /// Below it atanh(s) = s, and s^2 might be subnormal.
  static constexpr float kAtanhIsArgument = 0x1p-40F;
  /// atanh(s) = s (1 + z (c0 + c1 z + ...)), z = s^2 <= 1/9: relative error 4.6e-9.
  static constexpr float kAtanh[4] = {0x1.55550p-2F, 0x1.99d2a0p-3F, 0x1.1eb368p-3F, 0x1.1f06fcp-3F};
  /// log(1 + f) = f - f^2 / 2 + f^3 (c0 + c1 f + ...), sqrt(1/2) <= 1 + f < sqrt(2): relative error 1.1e-8.
  static constexpr float kLog[8] = {0x1.555554p-2F, -0x1.000228p-2F, 0x1.99a034p-3F, -0x1.54723ep-3F,
                                    0x1.22d61ap-3F, -0x1.0d7ae4p-3F, 0x1.05b302p-3F, -0x1.3a864ep-4F};
  static constexpr unsigned kRootHalfBits = 0x3f3504f3;  // of sqrt(1/2)
};

}  // namespace rederive
