// exp, log1p, sigmoid and softplus on float vectors: the twins of elementary.h, operation by operation, so with the
// same bits, ranges and errors. IEEE operations and explicit fused multiply-adds only; no approximate reciprocal.
#if defined(REDERIVE_KERNELS_ELEMENTARY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_ELEMENTARY_INL_H_
#undef REDERIVE_KERNELS_ELEMENTARY_INL_H_
#else
#define REDERIVE_KERNELS_ELEMENTARY_INL_H_
#endif

#include "reference/kernels/elementary.h"
#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

using Elementary = ElementaryConstants;

/// exp(x) for kExpLowest <= x <= kExpHighest or NaN.
HWY_INLINE FloatVec ExpInside(FloatVec x) {
  const Floats d;
  const hn::RebindToUnsigned<Floats> bits;
  const FloatVec rounder = hn::Set(d, Elementary::kRounder);
  const FloatVec one = hn::Set(d, 1.0F);
  const FloatVec shifted = FusedMulAdd(x, hn::Set(d, Elementary::kLog2E), rounder);
  const FloatVec n = hn::Sub(shifted, rounder);
  const FloatVec high = FusedMulAdd(n, hn::Set(d, -Elementary::kLn2High), x);
  const FloatVec r = FusedMulAdd(n, hn::Set(d, -Elementary::kLn2Low), high);
  FloatVec sum = FusedMulAdd(hn::Set(d, Elementary::kExp[4]), r, hn::Set(d, Elementary::kExp[3]));
  sum = FusedMulAdd(sum, r, hn::Set(d, Elementary::kExp[2]));
  sum = FusedMulAdd(sum, r, hn::Set(d, Elementary::kExp[1]));
  sum = FusedMulAdd(sum, r, hn::Set(d, Elementary::kExp[0]));
  sum = FusedMulAdd(sum, r, one);
  sum = FusedMulAdd(sum, r, one);
  // n sits in the lowest bits of `shifted`: into the exponent with it.
  return hn::BitCast(d, hn::Add(hn::BitCast(bits, sum), hn::ShiftLeft<23>(hn::BitCast(bits, shifted))));
}

HWY_INLINE FloatVec Exp(FloatVec x) {
  const Floats d;
  return ExpInside(AtMost(hn::Set(d, Elementary::kExpHighest), AtLeast(hn::Set(d, Elementary::kExpLowest), x)));
}

/// log(1 + x) for 0 <= x <= 1 or NaN.
HWY_INLINE FloatVec Log1p(FloatVec x) {
  const Floats d;
  const FloatVec s = hn::Div(x, hn::Add(hn::Set(d, 2.0F), x));
  const FloatVec z = hn::Mul(s, s);
  FloatVec sum = FusedMulAdd(hn::Set(d, Elementary::kAtanh[3]), z, hn::Set(d, Elementary::kAtanh[2]));
  sum = FusedMulAdd(sum, z, hn::Set(d, Elementary::kAtanh[1]));
  sum = FusedMulAdd(sum, z, hn::Set(d, Elementary::kAtanh[0]));
  const FloatVec twice = hn::Add(s, s);
  return FusedMulAdd(hn::Mul(twice, z), sum, twice);
}

HWY_INLINE FloatVec Sigmoid(FloatVec x) {
  const Floats d;
  const FloatVec one = hn::Set(d, 1.0F);
  const FloatVec inside = AtMost(hn::Set(d, Elementary::kSigmoidIsOne), AtLeast(hn::Set(d, Elementary::kExpLowest), x));
  return hn::Div(one, hn::Add(one, ExpInside(hn::Neg(inside))));
}

/// log1p(exp(-|z|)).
HWY_INLINE FloatVec SoftplusTail(FloatVec z) {
  const FloatVec farthest = hn::Set(Floats(), -Elementary::kExpLowest);
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
