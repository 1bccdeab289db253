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
  for (Index j = 0; j < count; j += kVector) {
    const bool whole = j + kVector <= count && (self < j || self >= j + kVector);
    const FloatVec value =
        whole ? hn::LoadU(tag, d + j)
              : hn::IfThenElse(Others(j, count, self), LoadFirst(tag, d + j, std::min(count - j, kVector)), infinity);
    least = hn::Min(least, value);
  }
  return hn::GetLane(hn::MinOfLanes(tag, least));
}

// The e_j of sixteen columns into p (unless null), their sums into the lanes.
template <bool kMasked>
HWY_INLINE void AddSixteen(const float* d, float* p, Index start, Index count, Index self, FloatVec nearest,
                           FloatVec beta, Sixteen (&sums)[3]) {
  const Floats tag;
  const FloatVec lowest = hn::Set(tag, Elementary::kExpLowest);
#pragma GCC unroll 16
  for (int v = 0; v < kVectors; ++v) {
    const Index j = start + v * kVector;
    const Index left = std::clamp<Index>(count - j, 0, kVector);
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
    sums[0].v[v] = hn::Add(sums[0].v[v], e);
    sums[1].v[v] = hn::Add(sums[1].v[v], te);
    sums[2].v[v] = FusedMulAdd(t, te, sums[2].v[v]);
  }
}

AffinityMoments AffinityRow(const float* d, Index count, Index self, float beta, float* p) {
  const Floats tag;
  const FloatVec nearest = hn::Set(tag, Nearest(d, count, self));
  const FloatVec precision = hn::Set(tag, beta);
  AffinityMoments total;
  for (Index block = 0; block < count; block += kAffinityBlock) {
    Sixteen sums[3];
    for (Sixteen& sum : sums) sum = SetSixteen(0);
    const Index end = std::min(count, block + kAffinityBlock);
    for (Index j = block; j < end; j += kLanes) {
      if (j + kLanes > count || (self >= j && self < j + kLanes)) {
        AddSixteen<true>(d, p, j, count, self, nearest, precision, sums);
      } else {
        AddSixteen<false>(d, p, j, count, self, nearest, precision, sums);
      }
    }
    total.s += Sum(sums[0]);
    total.t += Sum(sums[1]);
    total.u += Sum(sums[2]);
  }
  return total;
}

void Scale(float* p, Index count, float factor) {
  const Floats tag;
  const FloatVec by = hn::Set(tag, factor);
  Index j = 0;
  for (; j + kVector <= count; j += kVector) hn::StoreU(hn::Mul(hn::LoadU(tag, p + j), by), tag, p + j);
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
