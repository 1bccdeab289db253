#include "reference/kernels/tsne_divergence_simd.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/tsne_divergence_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/elementary-inl.h"
#include "reference/kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

HWY_INLINE FloatVec LogOfNormal(FloatVec x) {
  const Floats d;
  const hn::RebindToUnsigned<Floats> bits;
  const hn::RebindToSigned<Floats> whole;
  const auto half_root = hn::Set(bits, kHalfRoot);
  const auto above = hn::Sub(hn::BitCast(bits, x), half_root);
  const FloatVec n = hn::ConvertTo(d, hn::ShiftRight<23>(hn::BitCast(whole, above)));
  const FloatVec m = hn::BitCast(d, hn::Add(hn::And(above, hn::Set(bits, 0x7fffffU)), half_root));
  const FloatVec log = FusedMulAdd(n, hn::Set(d, Elementary::kLn2Low), Log1p(hn::Sub(m, hn::Set(d, 1.0F))));
  return FusedMulAdd(n, hn::Set(d, Elementary::kLn2High), log);
}

template <bool kGaussian>
void DivergenceRows(ConstMatrixView map, ConstMatrixView p, Index first, double* divergences, double* masses) {
  const Floats d;
  const Index count = map.cols;
  for (Index row = 0; row < p.rows; ++row) {
    const FloatVec x = hn::Set(d, map(0, first + row));
    const FloatVec y = hn::Set(d, map(1, first + row));
    double totals[2] = {};
    for (Index block = 0; block < count; block += kDivergenceBlock) {
      Sixteen sums[2];
      for (Sixteen& sum : sums) sum = SetSixteen(0);
      const Index end = std::min(count, block + kDivergenceBlock);
      for (Index start = block; start < end; start += kLanes) {
#pragma GCC unroll 16
        for (int v = 0; v < kVectors; ++v) {
          const Index j = start + v * kVector;
          const bool all = j + kVector <= count;
          const Index left = std::clamp<Index>(count - j, 0, kVector);
          const auto load = [&](const float* from) {
            return all ? hn::LoadU(d, from + j) : LoadFirst(d, from + j, left);
          };
          const FloatVec dx = hn::Sub(x, load(map.row(0)));
          const FloatVec dy = hn::Sub(y, load(map.row(1)));
          const FloatVec affinity = load(p.row(row));  // 0 beyond the last column
          const FloatMask counts = hn::Ge(affinity, hn::Set(d, kLeastAffinity));
          FloatVec log;
          if constexpr (kGaussian) {
            log = hn::Add(LogOfNormal(affinity), FusedMulAdd(dx, dx, hn::Mul(dy, dy)));
          } else {
            const FloatVec a = FusedMulAdd(dx, dx, FusedMulAdd(dy, dy, hn::Set(d, 1.0F)));
            log = LogOfNormal(hn::Mul(affinity, a));
          }
          log = hn::IfThenElseZero(counts, log);
          sums[0].v[v] = FusedMulAdd(affinity, log, sums[0].v[v]);
          sums[1].v[v] = hn::Add(sums[1].v[v], affinity);
        }
      }
      totals[0] += Sum(sums[0]);
      totals[1] += Sum(sums[1]);
    }
    divergences[row] = totals[0];
    masses[row] = totals[1];
  }
}

void Divergence(bool gaussian, ConstMatrixView map, ConstMatrixView p, Index first, double* divergences,
                double* masses) {
  (gaussian ? DivergenceRows<true> : DivergenceRows<false>)(map, p, first, divergences, masses);
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(Divergence);

void tsne_divergence_simd(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                          double* divergences, double* masses) {
  HWY_DYNAMIC_DISPATCH(Divergence)
  (similarity == Similarity::gaussian, map, affinities, first, divergences, masses);
}

}  // namespace rederive
#endif
