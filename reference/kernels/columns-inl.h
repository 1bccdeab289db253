// Columns of a row-major matrix in vectors: as many rows as a vector has lanes, four columns at a time.
#if defined(REDERIVE_KERNELS_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_COLUMNS_INL_H_
#undef REDERIVE_KERNELS_COLUMNS_INL_H_
#else
#define REDERIVE_KERNELS_COLUMNS_INL_H_
#endif

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

constexpr Index kVectorRows = static_cast<Index>(hn::MaxLanes(Floats()));

/// Lane r of v[c] is column c of row r.
struct FourColumns {
  FloatVec v[4];
};

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE FourColumns LoadColumns(const float* x, Index /*stride*/) {
  const Floats d;
  return {{hn::Set(d, x[0]), hn::Set(d, x[1]), hn::Set(d, x[2]), hn::Set(d, x[3])}};
}

#else

// Block b of the vector is four numbers of row 4 b + r: so the loads have already done what would have to cross blocks,
// and two interleavings within the blocks do the rest.
template <class D>
HWY_INLINE hn::Vec<D> LoadBlocks(D d, const float* x, Index stride) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    return hn::LoadU(d, x);
  } else {
    const hn::Half<D> half;
    const Index rows = static_cast<Index>(hn::MaxLanes(D())) / 2;
    return hn::Combine(d, LoadBlocks(half, x + rows * stride, stride), LoadBlocks(half, x, stride));
  }
}

HWY_INLINE FourColumns LoadColumns(const float* x, Index stride) {
  const Floats d;
  const hn::Repartition<double, Floats> pairs;
  const FloatVec row0 = LoadBlocks(d, x, stride);
  const FloatVec row1 = LoadBlocks(d, x + stride, stride);
  const FloatVec row2 = LoadBlocks(d, x + 2 * stride, stride);
  const FloatVec row3 = LoadBlocks(d, x + 3 * stride, stride);
  const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d, row0, row1));
  const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d, row2, row3));
  const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d, row0, row1));
  const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d, row2, row3));
  return {{hn::BitCast(d, hn::InterleaveLower(pairs, low01, low23)),
           hn::BitCast(d, hn::InterleaveUpper(pairs, low01, low23)),
           hn::BitCast(d, hn::InterleaveLower(pairs, high01, high23)),
           hn::BitCast(d, hn::InterleaveUpper(pairs, high01, high23))}};
}

#endif

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
