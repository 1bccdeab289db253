#include "reference/kernels/sums_simd.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/sums_simd.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/elementary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

using Doubles = hn::ScalableTag<double>;
using DoubleVec = hn::Vec<Doubles>;
using Halves = hn::Rebind<float, Doubles>;  // as many floats as a vector has doubles

constexpr Index kDoubles = static_cast<Index>(hn::MaxLanes(Doubles()));
constexpr Index kSums = 16;

/// The tree of sixteen lanes.
HWY_INLINE double Fold(DoubleVec (&sums)[kSums / kDoubles]) {
  for (Index width = kSums / kDoubles / 2; width > 0; width /= 2) {
    for (Index k = 0; k < width; ++k) sums[k] = hn::Add(sums[k], sums[k + width]);
  }
  DoubleVec v = sums[0];
#if HWY_TARGET != HWY_SCALAR
  const Doubles d;
  if (kDoubles == 8) v = hn::Add(v, hn::ConcatLowerUpper(d, v, v));
  if (kDoubles >= 4) v = hn::Add(v, hn::SwapAdjacentBlocks(v));
  v = hn::Add(v, hn::Shuffle01(v));
#endif
  return hn::GetLane(v);
}

/// term(operands at a place, how many) gives doubles; a row of them in sixteen lanes. One to two rows at a time, since
/// additions wait for each other.
template <Index kRows, class Term>
HWY_INLINE void SumRows(Index cols, double* to, const Term& term) {
  const Doubles d;
  DoubleVec sums[kRows][kSums / kDoubles];
  for (auto& row : sums) {
    for (DoubleVec& sum : row) sum = hn::Zero(d);
  }
  Index j = 0;
  for (; j + kSums <= cols; j += kSums) {
    for (Index r = 0; r < kRows; ++r) {
      for (Index k = 0; k < kSums / kDoubles; ++k) {
        sums[r][k] = hn::Add(sums[r][k], term(r, j + k * kDoubles, kDoubles));
      }
    }
  }
  for (Index r = 0; r < kRows; ++r) {
    for (Index k = 0; k < kSums / kDoubles && j + k * kDoubles < cols; ++k) {
      sums[r][k] = hn::Add(sums[r][k], term(r, j + k * kDoubles, std::min(kDoubles, cols - j - k * kDoubles)));
    }
    to[r] = Fold(sums[r]);
  }
}

HWY_INLINE hn::Vec<Halves> LoadHalf(const float* from, Index count) {
  const Halves half;
  if (count == kDoubles) return hn::LoadU(half, from);
  return LoadMasked(hn::FirstN(half, static_cast<std::size_t>(count)), half, from);
}

/// make(first row) gives the terms of rows from there on.
template <class Make>
HWY_INLINE void SumAllRows(ConstMatrixView x, double* sums, const Make& make) {
  Index i = 0;
  for (; i + 2 <= x.rows; i += 2) SumRows<2>(x.cols, sums + i, make(i));
  if (i < x.rows) SumRows<1>(x.cols, sums + i, make(i));
}

void RowSums(ConstMatrixView x, double* sums) {
  SumAllRows(x, sums, [=](Index i) {
    return [=](Index r, Index j, Index count) { return hn::PromoteTo(Doubles(), LoadHalf(x.row(i + r) + j, count)); };
  });
}

void SquaredErrorRows(ConstMatrixView x, ConstMatrixView t, double* sums) {
  SumAllRows(x, sums, [=](Index i) {
    return [=](Index r, Index j, Index count) {
      const auto less = hn::Sub(LoadHalf(x.row(i + r) + j, count), LoadHalf(t.row(i + r) + j, count));
      const DoubleVec wide = hn::PromoteTo(Doubles(), less);
      return hn::Mul(wide, wide);
    };
  });
}

// -t log p for up to sixteen columns, 0 beyond.
HWY_INLINE void EntropyTerms(const float* p, const float* t, Index count, float* terms) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index l = 0; l < kSums; l += lanes) {
    const Index left = std::clamp<Index>(count - l, 0, lanes);
    if (left == 0) {
      hn::Store(hn::Zero(d), d, terms + l);
      continue;
    }
    const FloatVec target = LoadFirst(d, t + l, left);
    const FloatVec term = hn::Neg(hn::Mul(target, Log(LoadFirst(d, p + l, left))));
    hn::Store(hn::IfThenZeroElse(hn::Eq(target, hn::Zero(d)), term), d, terms + l);
  }
}

// The logarithms of a piece first, since they are of whole vectors of floats.
void CrossEntropyRows(ConstMatrixView p, ConstMatrixView t, double* sums) {
  constexpr Index kPiece = 256;
  alignas(64) float terms[kPiece];
  for (Index i = 0; i < p.rows; ++i) {
    const Doubles d;
    DoubleVec lanes[kSums / kDoubles];
    for (DoubleVec& lane : lanes) lane = hn::Zero(d);
    for (Index first = 0; first < p.cols; first += kPiece) {
      const Index count = std::min(kPiece, p.cols - first);
      for (Index j = 0; j < count; j += kSums) {
        EntropyTerms(p.row(i) + first + j, t.row(i) + first + j, count - j, terms + j);
      }
      for (Index j = 0; j < count; j += kSums) {
        for (Index k = 0; k < kSums / kDoubles; ++k) {
          lanes[k] = hn::Add(lanes[k], hn::PromoteTo(d, hn::Load(Halves(), terms + j + k * kDoubles)));
        }
      }
    }
    sums[i] = Fold(lanes);
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(RowSums);
HWY_EXPORT(SquaredErrorRows);
HWY_EXPORT(CrossEntropyRows);

void row_sums_simd(ConstMatrixView x, double* sums) { HWY_DYNAMIC_DISPATCH(RowSums)(x, sums); }
void squared_error_simd(ConstMatrixView x, ConstMatrixView t, double* sums) {
  HWY_DYNAMIC_DISPATCH(SquaredErrorRows)(x, t, sums);
}
void cross_entropy_simd(ConstMatrixView p, ConstMatrixView t, double* sums) {
  HWY_DYNAMIC_DISPATCH(CrossEntropyRows)(p, t, sums);
}

}  // namespace rederive
#endif
