#include "reference/kernels/tsne_affinities_simd.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/tsne_affinities_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/elementary-inl.h"
#include "reference/kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

float Nearest(const float* d, Index count, Index self) {
  const Floats tag;
  const FloatVec infinity = hn::Set(tag, std::numeric_limits<float>::infinity());
  FloatVec least = infinity;
  for (Index j = 0; j < count; j += kVectorLanes) {
    const bool whole = j + kVectorLanes <= count && (self < j || self >= j + kVectorLanes);
    const FloatVec value = whole ? hn::LoadU(tag, d + j)
                                 : hn::IfThenElse(Others(j, count, self),
                                                  LoadFirst(tag, d + j, std::min(count - j, kVectorLanes)), infinity);
    least = hn::Min(least, value);
  }
  return hn::GetLane(hn::MinOfLanes(tag, least));
}

// The e_j of sixteen columns into p (unless null), their sums into the lanes.
template <bool kMasked>
HWY_INLINE void Sixteen(const float* d, float* p, Index start, Index count, Index self, FloatVec nearest, FloatVec beta,
                        LaneSums (&sums)[3]) {
  const Floats tag;
  const FloatVec lowest = hn::Set(tag, Elementary::kExpLowest);
#pragma GCC unroll 16
  for (int v = 0; v < kLaneVectors; ++v) {
    const Index j = start + v * kVectorLanes;
    const Index left = std::clamp<Index>(count - j, 0, kVectorLanes);
    FloatVec t;
    if constexpr (kMasked) {
      t = hn::IfThenElseZero(Others(j, count, self), hn::Sub(LoadFirst(tag, d + j, left), nearest));
    } else {
      t = hn::Sub(hn::LoadU(tag, d + j), nearest);
    }
    FloatVec e = ExpInside(AtLeast(lowest, hn::Neg(hn::Mul(beta, t))));
    if constexpr (kMasked) e = hn::IfThenElseZero(Others(j, count, self), e);
    if (p != nullptr) {
      if constexpr (kMasked) {
        StoreFirst(e, tag, p + j, left);
      } else {
        hn::StoreU(e, tag, p + j);
      }
    }
    const FloatVec te = hn::Mul(t, e);
    sums[0].part[v] = hn::Add(sums[0].part[v], e);
    sums[1].part[v] = hn::Add(sums[1].part[v], te);
    sums[2].part[v] = FusedMulAdd(t, te, sums[2].part[v]);
  }
}

AffinityMoments AffinityRow(const float* d, Index count, Index self, float beta, float* p) {
  const Floats tag;
  const FloatVec nearest = hn::Set(tag, Nearest(d, count, self));
  const FloatVec precision = hn::Set(tag, beta);
  AffinityMoments total;
  for (Index block = 0; block < count; block += kAffinityBlock) {
    LaneSums sums[3];
    for (LaneSums& sum : sums) Clear(sum);
    const Index end = std::min(count, block + kAffinityBlock);
    for (Index j = block; j < end; j += kSumLanes) {
      if (j + kSumLanes > count || (self >= j && self < j + kSumLanes)) {
        Sixteen<true>(d, p, j, count, self, nearest, precision, sums);
      } else {
        Sixteen<false>(d, p, j, count, self, nearest, precision, sums);
      }
    }
    total.s += Tree(sums[0]);
    total.t += Tree(sums[1]);
    total.u += Tree(sums[2]);
  }
  return total;
}

void Scale(float* p, Index count, float factor) {
  const Floats tag;
  const FloatVec by = hn::Set(tag, factor);
  Index j = 0;
  for (; j + kVectorLanes <= count; j += kVectorLanes) hn::StoreU(hn::Mul(hn::LoadU(tag, p + j), by), tag, p + j);
  if (j < count) StoreFirst(hn::Mul(LoadFirst(tag, p + j, count - j), by), tag, p + j, count - j);
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(AffinityRow);
HWY_EXPORT(Scale);

AffinityMoments affinity_row_simd(const float* d, Index count, Index self, float beta, float* p) {
  return HWY_DYNAMIC_DISPATCH(AffinityRow)(d, count, self, beta, p);
}

void scale_simd(float* p, Index count, float factor) { HWY_DYNAMIC_DISPATCH(Scale)(p, count, factor); }

}  // namespace rederive
#endif
