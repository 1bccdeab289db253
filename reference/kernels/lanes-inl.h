// Sums over a row in sixteen fixed lanes, whatever the width of a vector: column j belongs to lane j mod 16, a lane
// adds its columns in increasing order, and the lanes are added as a tree: l and l + 8, l + 4, l + 2, l + 1.
#if defined(REDERIVE_KERNELS_LANES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_LANES_INL_H_
#undef REDERIVE_KERNELS_LANES_INL_H_
#else
#define REDERIVE_KERNELS_LANES_INL_H_
#endif

#include <algorithm>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

constexpr Index kSumLanes = 16;
constexpr Index kVectorLanes = static_cast<Index>(hn::MaxLanes(Floats()));
/// Vectors that hold the sixteen lanes.
constexpr int kLaneVectors = static_cast<int>(kSumLanes / kVectorLanes);

struct LaneSums {
  FloatVec part[kLaneVectors];
};

HWY_INLINE void Clear(LaneSums& sums) {
#pragma GCC unroll 16
  for (int v = 0; v < kLaneVectors; ++v) sums.part[v] = hn::Zero(Floats());
}

HWY_INLINE float Tree(const LaneSums& sums) {
  alignas(64) float lanes[kSumLanes];
#pragma GCC unroll 16
  for (int v = 0; v < kLaneVectors; ++v) hn::Store(sums.part[v], Floats(), lanes + v * kVectorLanes);
#if HWY_TARGET == HWY_SCALAR
  for (Index width = kSumLanes / 2; width > 2; width /= 2) {
    for (Index l = 0; l < width; ++l) lanes[l] += lanes[l + width];
  }
#else
  const hn::CappedTag<float, 4> four;
  const auto low = hn::Add(hn::Load(four, lanes), hn::Load(four, lanes + 8));
  const auto high = hn::Add(hn::Load(four, lanes + 4), hn::Load(four, lanes + 12));
  hn::Store(hn::Add(low, high), four, lanes);
#endif
  return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}

/// The lanes of a vector at columns j, j + 1, ... that are below `count` and not `self`.
HWY_INLINE FloatMask Others(Index j, Index count, Index self) {
  const Floats d;
  // Clamped: what lies outside of the vector must stay there when it becomes a float.
  const auto place = [&](Index column) {
    return hn::Set(d, static_cast<float>(std::clamp<Index>(column - j, -1, kVectorLanes)));
  };
  const FloatVec lane = hn::Iota(d, 0);
  return hn::And(hn::Lt(lane, place(count)), hn::Ne(lane, place(self)));
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
