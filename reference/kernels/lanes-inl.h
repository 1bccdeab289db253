// Sixteen lanes: the fixed shape in which rows are reduced, whatever the width of a vector.
//
// Element j of a row belongs to lane j mod 16. At the end lanes l and l + 8 are joined, then l and l + 4, l + 2, l + 1.
#if defined(REDERIVE_KERNELS_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_LANES_INL_H_
#undef REDERIVE_KERNELS_LANES_INL_H_
#else
#define REDERIVE_KERNELS_LANES_INL_H_
#endif

#include <algorithm>
#include <cstddef>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

constexpr Index kLanes = 16;
constexpr Index kVector = static_cast<Index>(hn::MaxLanes(Floats()));
constexpr Index kVectors = kLanes / kVector;
static_assert(kLanes % kVector == 0);

struct Sixteen {
  FloatVec v[kVectors];
};

HWY_INLINE Sixteen SetSixteen(float x) {
  Sixteen all;
  for (FloatVec& v : all.v) v = hn::Set(Floats(), x);
  return all;
}

HWY_INLINE Sixteen LoadSixteen(const float* from) {
  Sixteen all;
  for (Index k = 0; k < kVectors; ++k) all.v[k] = hn::LoadU(Floats(), from + k * kVector);
  return all;
}

/// The first `count` of sixteen, `beyond` for the others; nothing beyond is read.
HWY_INLINE Sixteen LoadSixteen(const float* from, Index count, float beyond) {
  const Floats d;
  Sixteen all;
  for (Index k = 0; k < kVectors; ++k) {
    const Index left = std::clamp<Index>(count - k * kVector, 0, kVector);
    const FloatMask first = hn::FirstN(d, static_cast<std::size_t>(left));
    all.v[k] = left == 0 ? hn::Set(d, beyond)
                         : hn::IfThenElse(first, LoadMasked(first, d, from + k * kVector), hn::Set(d, beyond));
  }
  return all;
}

HWY_INLINE void StoreSixteen(const Sixteen& all, float* to) {
  for (Index k = 0; k < kVectors; ++k) hn::StoreU(all.v[k], Floats(), to + k * kVector);
}

HWY_INLINE void StoreSixteen(const Sixteen& all, float* to, Index count) {
  for (Index k = 0; k < kVectors && k * kVector < count; ++k) {
    StoreFirst(all.v[k], Floats(), to + k * kVector, std::min(kVector, count - k * kVector));
  }
}

/// Every vector of `a` with that of `b`.
template <class Operation>
HWY_INLINE Sixteen Join(const Operation& operation, const Sixteen& a, const Sixteen& b) {
  Sixteen all;
  for (Index k = 0; k < kVectors; ++k) all.v[k] = operation(a.v[k], b.v[k]);
  return all;
}

/// The tree; the result is in all lanes, since the operation commutes.
template <class Operation>
HWY_INLINE FloatVec Fold(const Operation& operation, Sixteen all) {
  for (Index width = kVectors / 2; width > 0; width /= 2) {
    for (Index k = 0; k < width; ++k) all.v[k] = operation(all.v[k], all.v[k + width]);
  }
  FloatVec v = all.v[0];
#if HWY_TARGET != HWY_SCALAR
  const Floats d;
  if (kVector == 16) v = operation(v, hn::ConcatLowerUpper(d, v, v));
  if (kVector >= 8) v = operation(v, hn::SwapAdjacentBlocks(v));
  v = operation(v, hn::Shuffle1032(v));
  v = operation(v, hn::Shuffle2301(v));
#endif
  return v;
}

struct AddOperation {
  HWY_INLINE FloatVec operator()(FloatVec a, FloatVec b) const { return hn::Add(a, b); }
};
struct MaxOperation {
  HWY_INLINE FloatVec operator()(FloatVec a, FloatVec b) const { return hn::Max(a, b); }
};

HWY_INLINE float Sum(const Sixteen& all) { return hn::GetLane(Fold(AddOperation(), all)); }

/// The lanes of a vector at columns j, j + 1, ... that are below `count` and not `self`.
HWY_INLINE FloatMask Others(Index j, Index count, Index self) {
  const Floats d;
  // Clamped: what lies outside of the vector must stay there when it becomes a float.
  const auto place = [&](Index column) {
    return hn::Set(d, static_cast<float>(std::clamp<Index>(column - j, -1, kVector)));
  };
  const FloatVec lane = hn::Iota(d, 0);
  return hn::And(hn::Lt(lane, place(count)), hn::Ne(lane, place(self)));
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
