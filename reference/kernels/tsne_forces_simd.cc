#include <algorithm>

#include "reference/kernels/tsne_forces_loops.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/tsne_forces_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/elementary-inl.h"
#include "reference/kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

struct ForceSums {
  Sixteen z, attraction_x, attraction_y, repulsion_x, repulsion_y;
};

// One point against a step of columns, its own column and those beyond the last among them where kMasked.
template <bool kGaussian, bool kAttraction, bool kMasked>
struct ForceStep {
  FloatVec x, y;  // of the point
  const float* xs;
  const float* ys;
  const float* p;  // row of P, or null
  Index self;
  Index count;

  HWY_INLINE FloatVec Load(const float* from, Index j) const {
    const Floats d;
    if constexpr (!kMasked) return hn::LoadU(d, from + j);
    return LoadFirst(d, from + j, std::clamp<Index>(count - j, 0, kVector));
  }

  HWY_INLINE FloatVec Outside(FloatVec value, FloatVec instead, Index j) const {
    if constexpr (!kMasked) return value;
    return hn::IfThenElse(Others(j, count, self), value, instead);
  }

  HWY_INLINE void Add(Index j, int v, FloatVec dx, FloatVec dy, FloatVec w, ForceSums& sums) const {
    const FloatVec seen = Outside(w, hn::Zero(Floats()), j);
    sums.z.v[v] = hn::Add(sums.z.v[v], seen);
    const FloatVec repels = kGaussian ? seen : hn::Mul(seen, seen);
    sums.repulsion_x.v[v] = FusedMulAdd(repels, dx, sums.repulsion_x.v[v]);
    sums.repulsion_y.v[v] = FusedMulAdd(repels, dy, sums.repulsion_y.v[v]);
    if constexpr (kAttraction) {
      const FloatVec attracts = kGaussian ? Load(p, j) : hn::Mul(Load(p, j), seen);
      sums.attraction_x.v[v] = FusedMulAdd(attracts, dx, sums.attraction_x.v[v]);
      sums.attraction_y.v[v] = FusedMulAdd(attracts, dy, sums.attraction_y.v[v]);
    }
  }

  HWY_INLINE void Run(Index start, ForceSums& sums) const {
    const FloatVec one = hn::Set(Floats(), 1.0F);
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v) {
      const Index j = start + v * kVector;
      const Index k = j + kLanes;
      const FloatVec dx_j = hn::Sub(x, Load(xs, j));
      const FloatVec dy_j = hn::Sub(y, Load(ys, j));
      const FloatVec dx_k = hn::Sub(x, Load(xs, k));
      const FloatVec dy_k = hn::Sub(y, Load(ys, k));
      if constexpr (kGaussian) {
        const FloatVec lowest = hn::Set(Floats(), Elementary::kExpLowest);
        const FloatVec d_j = FusedMulAdd(dx_j, dx_j, hn::Mul(dy_j, dy_j));
        const FloatVec d_k = FusedMulAdd(dx_k, dx_k, hn::Mul(dy_k, dy_k));
        Add(j, v, dx_j, dy_j, ExpInside(AtLeast(lowest, hn::Neg(d_j))), sums);
        Add(k, v, dx_k, dy_k, ExpInside(AtLeast(lowest, hn::Neg(d_k))), sums);
      } else {
        const FloatVec a_j = Outside(FusedMulAdd(dx_j, dx_j, FusedMulAdd(dy_j, dy_j, one)), one, j);
        const FloatVec a_k = Outside(FusedMulAdd(dx_k, dx_k, FusedMulAdd(dy_k, dy_k, one)), one, k);
        const FloatVec r = hn::Div(one, hn::Mul(a_j, a_k));
        Add(j, v, dx_j, dy_j, hn::Mul(r, a_k), sums);
        Add(k, v, dx_k, dy_k, hn::Mul(r, a_j), sums);
      }
    }
  }
};

template <bool kGaussian, bool kAttraction>
void ForceRows(ConstMatrixView map, ConstMatrixView p, Index first, MatrixView attraction, MatrixView repulsion,
               double* z) {
  const Floats d;
  const Index count = map.cols;
  for (Index row = 0; row < repulsion.cols; ++row) {
    const Index self = first + row;
    const ForceStep<kGaussian, kAttraction, false> plain{hn::Set(d, map(0, self)),
                                                         hn::Set(d, map(1, self)),
                                                         map.row(0),
                                                         map.row(1),
                                                         kAttraction ? p.row(row) : nullptr,
                                                         self,
                                                         count};
    const ForceStep<kGaussian, kAttraction, true> masked{plain.x, plain.y, plain.xs, plain.ys, plain.p, self, count};
    double totals[5] = {};
    for (Index block = 0; block < count; block += kForceBlock) {
      ForceSums sums;
      sums.z = SetSixteen(0);
      sums.attraction_x = SetSixteen(0);
      sums.attraction_y = SetSixteen(0);
      sums.repulsion_x = SetSixteen(0);
      sums.repulsion_y = SetSixteen(0);
      const Index end = std::min(count, block + kForceBlock);
      for (Index j = block; j < end; j += kForceStep) {
        if (j + kForceStep > count || (self >= j && self < j + kForceStep)) {
          masked.Run(j, sums);
        } else {
          plain.Run(j, sums);
        }
      }
      totals[0] += Sum(sums.z);
      totals[1] += Sum(sums.repulsion_x);
      totals[2] += Sum(sums.repulsion_y);
      if constexpr (kAttraction) {
        totals[3] += Sum(sums.attraction_x);
        totals[4] += Sum(sums.attraction_y);
      }
    }
    z[row] = totals[0];
    repulsion(0, row) = static_cast<float>(totals[1]);
    repulsion(1, row) = static_cast<float>(totals[2]);
    if constexpr (kAttraction) {
      attraction(0, row) = static_cast<float>(totals[3]);
      attraction(1, row) = static_cast<float>(totals[4]);
    }
  }
}

void Forces(bool gaussian, ConstMatrixView map, ConstMatrixView p, Index first, MatrixView attraction,
            MatrixView repulsion, double* z) {
  const bool attracts = p.data != nullptr;
  const auto rows = gaussian ? (attracts ? ForceRows<true, true> : ForceRows<true, false>)
                             : (attracts ? ForceRows<false, true> : ForceRows<false, false>);
  rows(map, p, first, attraction, repulsion, z);
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(Forces);

void tsne_forces_simd(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                      MatrixView attraction, MatrixView repulsion, double* z) {
  HWY_DYNAMIC_DISPATCH(Forces)
  (similarity == Similarity::gaussian, map, affinities, first, attraction, repulsion, z);
}

}  // namespace rederive
#endif
