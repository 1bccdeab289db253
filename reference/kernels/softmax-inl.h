// The parts of softmax that its kernels share, a row at a time, once per target.
#if defined(REDERIVE_KERNELS_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_SOFTMAX_INL_H_
#undef REDERIVE_KERNELS_SOFTMAX_INL_H_
#else
#define REDERIVE_KERNELS_SOFTMAX_INL_H_
#endif

#include <limits>

#include "reference/kernels/elementary-inl.h"
#include "reference/kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

/// In all lanes.
struct RowParts {
  FloatVec max, sum;
};

HWY_INLINE Sixteen ExpLess(const Sixteen& x, FloatVec max) {
  Sixteen e;
  for (Index k = 0; k < kVectors; ++k) e.v[k] = ExpOrZero(hn::Sub(x.v[k], max));
  return e;
}

/// What lies beyond a row: the least of all, and a term of 0.
HWY_INLINE Sixteen LoadLogits(const float* x, Index count) {
  return LoadSixteen(x, count, -std::numeric_limits<float>::infinity());
}

/// The largest of a row; NaN or anything where there is a NaN. Its order does not matter, so four chains.
HWY_INLINE FloatVec RowMax(const float* x, Index count) {
  constexpr Index kChains = 4;
  const MaxOperation max;
  Sixteen chain[kChains];
  for (Sixteen& c : chain) c = SetSixteen(-std::numeric_limits<float>::infinity());
  Index j = 0;
  for (; j + kChains * kLanes <= count; j += kChains * kLanes) {
    for (Index c = 0; c < kChains; ++c) chain[c] = Join(max, chain[c], LoadSixteen(x + j + c * kLanes));
  }
  for (; j < count; j += kLanes) chain[0] = Join(max, chain[0], LoadLogits(x + j, count - j));
  return Fold(max, Join(max, Join(max, chain[0], chain[1]), Join(max, chain[2], chain[3])));
}

/// e_j = exp(x_j - max), where `e` is not null; e may be x.
HWY_INLINE RowParts ExpRow(const float* x, Index count, float* e) {
  const FloatVec max = RowMax(x, count);
  Sixteen sum = SetSixteen(0);
  Index j = 0;
  for (; j + kLanes <= count; j += kLanes) {
    const Sixteen terms = ExpLess(LoadSixteen(x + j), max);
    if (e != nullptr) StoreSixteen(terms, e + j);
    sum = Join(AddOperation(), sum, terms);
  }
  if (j < count) {
    const Sixteen terms = ExpLess(LoadLogits(x + j, count - j), max);
    if (e != nullptr) StoreSixteen(terms, e + j, count - j);
    sum = Join(AddOperation(), sum, terms);
  }
  return {max, Fold(AddOperation(), sum)};
}

/// 1 / sum, by one division.
HWY_INLINE FloatVec Reciprocal(FloatVec sum) { return hn::Set(Floats(), 1.0F / hn::GetLane(sum)); }

/// y = formula(x) for a row: as elementwise-inl.h, for one operand.
template <class Formula>
HWY_INLINE void ApplyRow(const float* x, Index count, float* y, const Formula& formula) {
  const Floats d;
  Index j = 0;
  for (; j + kVector <= count; j += kVector) hn::StoreU(formula(hn::LoadU(d, x + j)), d, y + j);
  if (j < count) StoreFirst(formula(LoadFirst(d, x + j, count - j)), d, y + j, count - j);
}

/// p_j = exp(x_j - max) / sum times `scale`; gives max and sum.
HWY_INLINE RowParts SoftmaxRow(const float* x, Index count, FloatVec scale, float* p) {
  // Up to sixteen columns stay in registers.
  if (count <= kLanes) {
    const Sixteen row = LoadLogits(x, count);
    const FloatVec max = Fold(MaxOperation(), row);
    Sixteen e = ExpLess(row, max);
    const FloatVec sum = Fold(AddOperation(), e);
    const FloatVec reciprocal = Reciprocal(sum);
    for (FloatVec& v : e.v) v = hn::Mul(hn::Mul(v, reciprocal), scale);
    StoreSixteen(e, p, count);
    return {max, sum};
  }
  const RowParts parts = ExpRow(x, count, p);
  const FloatVec reciprocal = Reciprocal(parts.sum);
  ApplyRow(p, count, p, [=](FloatVec e) { return hn::Mul(hn::Mul(e, reciprocal), scale); });
  return parts;
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
