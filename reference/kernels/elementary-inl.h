// exp, log, log1p, tanh, sigmoid and softplus on float vectors: the twins of elementary.h, operation by operation, so
// with the same bits, ranges and errors. IEEE operations and explicit fused multiply-adds only; no approximate
// reciprocal.
#if defined(REDERIVE_KERNELS_ELEMENTARY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_ELEMENTARY_INL_H_
#undef REDERIVE_KERNELS_ELEMENTARY_INL_H_
#else
#define REDERIVE_KERNELS_ELEMENTARY_INL_H_
#endif

#include <cstdint>
#include <limits>

#include "reference/kernels/elementary.h"
#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

using Elementary = ElementaryConstants;

using Ints = hn::RebindToSigned<Floats>;

/// x = n log 2 + r; n sits in the lowest bits of `shifted`. `tail` is (exp(r) - 1 - r) / r^2.
struct Reduced {
  FloatVec shifted, r, tail;
};

HWY_INLINE Reduced Reduce(FloatVec x) {
  const Floats d;
  const FloatVec rounder = hn::Set(d, Elementary::kRounder);
  const FloatVec shifted = FusedMulAdd(x, hn::Set(d, Elementary::kLog2E), rounder);
  const FloatVec n = hn::Sub(shifted, rounder);
  const FloatVec high = FusedMulAdd(n, hn::Set(d, -Elementary::kLn2High), x);
  const FloatVec r = FusedMulAdd(n, hn::Set(d, -Elementary::kLn2Low), high);
  FloatVec sum = FusedMulAdd(hn::Set(d, Elementary::kExp[4]), r, hn::Set(d, Elementary::kExp[3]));
  sum = FusedMulAdd(sum, r, hn::Set(d, Elementary::kExp[2]));
  sum = FusedMulAdd(sum, r, hn::Set(d, Elementary::kExp[1]));
  return {shifted, r, FusedMulAdd(sum, r, hn::Set(d, Elementary::kExp[0]))};
}

HWY_INLINE FloatVec ExpReduced(const Reduced& x) {
  const FloatVec one = hn::Set(Floats(), 1.0F);
  return FusedMulAdd(FusedMulAdd(x.tail, x.r, one), x.r, one);
}

/// exp(x) for kExpLowest <= x <= kExpHighest or NaN.
HWY_INLINE FloatVec ExpInside(FloatVec x) {
  const Floats d;
  const hn::RebindToUnsigned<Floats> bits;
  const Reduced reduced = Reduce(x);
  // n into the exponent.
  return hn::BitCast(
      d, hn::Add(hn::BitCast(bits, ExpReduced(reduced)), hn::ShiftLeft<23>(hn::BitCast(bits, reduced.shifted))));
}

HWY_INLINE FloatVec Exp(FloatVec x) {
  const Floats d;
  return ExpInside(AtMost(hn::Set(d, Elementary::kExpHighest), AtLeast(hn::Set(d, Elementary::kExpLowest), x)));
}

/// exp(x), and 0 for x < kExpLowest; x <= kExpHighest or NaN. What softmax needs.
HWY_INLINE FloatVec ExpOrZero(FloatVec x) {
  return hn::IfThenZeroElse(hn::Lt(x, hn::Set(Floats(), Elementary::kExpLowest)), ExpInside(x));
}

HWY_INLINE FloatVec ExpWhole(FloatVec x) {
  const Floats d;
  const Ints di;
  const FloatVec inside =
      AtMost(hn::Set(d, Elementary::kExpIsInfinite), AtLeast(hn::Set(d, Elementary::kExpIsZero), x));
  const Reduced reduced = Reduce(inside);
  const auto n = hn::Sub(hn::BitCast(di, reduced.shifted), hn::BitCast(di, hn::Set(d, Elementary::kRounder)));
  const auto half = hn::ShiftRight<1>(n);
  const auto one = hn::BitCast(di, hn::Set(d, 1.0F));
  const FloatVec first = hn::BitCast(d, hn::Add(hn::ShiftLeft<23>(half), one));
  const FloatVec second = hn::BitCast(d, hn::Add(hn::ShiftLeft<23>(hn::Sub(n, half)), one));
  return hn::Mul(hn::Mul(ExpReduced(reduced), first), second);
}

HWY_INLINE FloatVec Log(FloatVec x) {
  const Floats d;
  const Ints di;
  const FloatVec infinity = hn::Inf(d);
  const FloatMask subnormal = hn::Lt(x, hn::Set(d, std::numeric_limits<float>::min()));
  const auto root = hn::Set(di, static_cast<std::int32_t>(Elementary::kRootHalfBits));
  const FloatVec normal = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, 0x1p23F)), x);
  const auto bits = hn::Sub(hn::BitCast(di, normal), root);
  const FloatVec n =
      hn::Sub(hn::ConvertTo(d, hn::ShiftRight<23>(bits)), hn::IfThenElseZero(subnormal, hn::Set(d, 23.0F)));
  const auto mantissa = hn::Add(hn::And(bits, hn::Set(di, 0x7fffff)), root);
  const FloatVec f = hn::Sub(hn::BitCast(d, mantissa), hn::Set(d, 1.0F));
  FloatVec sum = hn::Set(d, Elementary::kLog[7]);
  for (int i = 6; i >= 0; --i) sum = FusedMulAdd(sum, f, hn::Set(d, Elementary::kLog[i]));
  const FloatVec square = hn::Mul(f, f);
  const FloatVec low = FusedMulAdd(n, hn::Set(d, Elementary::kLn2Low), hn::Mul(hn::Mul(f, square), sum));
  const FloatVec tail = FusedMulAdd(hn::Set(d, -0.5F), square, low);
  const FloatVec ordinary = FusedMulAdd(n, hn::Set(d, Elementary::kLn2High), hn::Add(f, tail));
  const FloatVec below = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(infinity), hn::NaN(d));
  return hn::IfThenElse(hn::Le(x, hn::Zero(d)), below, hn::IfThenElse(hn::Lt(x, infinity), ordinary, x));
}

HWY_INLINE FloatVec Tanh(FloatVec x) {
  const Floats d;
  const hn::RebindToUnsigned<Floats> bits;
  const FloatVec one = hn::Set(d, 1.0F);
  const FloatVec inside = AtMost(hn::Set(d, Elementary::kTanhIsOne), hn::Abs(x));
  const Reduced reduced = Reduce(hn::Add(inside, inside));
  const FloatVec power =
      hn::BitCast(d, hn::Add(hn::ShiftLeft<23>(hn::BitCast(bits, reduced.shifted)), hn::BitCast(bits, one)));
  const FloatVec less = FusedMulAdd(hn::Mul(reduced.r, reduced.r), reduced.tail, reduced.r);
  const FloatVec e = FusedMulAdd(power, less, hn::Sub(power, one));
  return hn::CopySign(hn::Div(e, hn::Add(e, hn::Set(d, 2.0F))), x);
}

/// log(1 + x) for 0 <= x <= 1 or NaN.
HWY_INLINE FloatVec Log1p(FloatVec x) {
  const Floats d;
  const FloatVec s = hn::Div(x, hn::Add(hn::Set(d, 2.0F), x));
  const FloatVec told = AtLeast(hn::Set(d, Elementary::kAtanhIsArgument), hn::Abs(s));
  const FloatVec z = hn::Mul(told, told);
  FloatVec sum = FusedMulAdd(hn::Set(d, Elementary::kAtanh[3]), z, hn::Set(d, Elementary::kAtanh[2]));
  sum = FusedMulAdd(sum, z, hn::Set(d, Elementary::kAtanh[1]));
  sum = FusedMulAdd(sum, z, hn::Set(d, Elementary::kAtanh[0]));
  const FloatVec twice = hn::Add(s, s);
  return FusedMulAdd(hn::Mul(z, sum), twice, twice);
}

HWY_INLINE FloatVec Sigmoid(FloatVec x) {
  const Floats d;
  const FloatVec one = hn::Set(d, 1.0F);
  const FloatVec inside = AtMost(hn::Set(d, Elementary::kSigmoidIsOne), AtLeast(hn::Set(d, Elementary::kExpLowest), x));
  return hn::Div(one, hn::Add(one, ExpInside(hn::Neg(inside))));
}

/// log1p(exp(-|z|)).
HWY_INLINE FloatVec SoftplusTail(FloatVec z) {
  const FloatVec farthest = hn::Set(Floats(), Elementary::kTailFarthest);
  return Log1p(ExpInside(hn::Neg(AtMost(farthest, hn::Abs(z)))));
}

HWY_INLINE FloatVec Softplus(FloatVec x) { return hn::Add(AtLeast(hn::Zero(Floats()), x), SoftplusTail(x)); }

/// log(1 + exp(z)) - t z.
HWY_INLINE FloatVec Nll(FloatVec z, FloatVec t) {
  return hn::Add(FusedMulAdd(hn::Neg(t), z, AtLeast(hn::Zero(Floats()), z)), SoftplusTail(z));
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
