#include "reference/kernels/sparse_gemm_simd.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/sparse_gemm_simd.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/simd-inl.h"

#ifndef REDERIVE_KERNELS_SPARSE_GEMM_SHARED_
#define REDERIVE_KERNELS_SPARSE_GEMM_SHARED_
namespace rederive {
namespace {

// The elements of a row of op(A) that are not 0, in increasing l. Sixteen more than fit, for whole vectors.
struct SparseRow {
  std::vector<float> values;
  std::vector<std::uint32_t> places;
  std::size_t count = 0;

  void make_room(Index depth) {
    values.resize(std::max(values.size(), static_cast<std::size_t>(depth) + 16));
    places.resize(values.size());
  }
};

}  // namespace
}  // namespace rederive
#endif

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// Eight sums at a time: twice the latency of a multiply-add over its reciprocal throughput.
constexpr Index kMostVectors = 8;
using Places = hn::RebindToUnsigned<Floats>;

template <int kVectors>
void SumRows(const SparseRow& row, ConstMatrixView b, Index cols, float alpha, float beta, float* c) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const FloatMask tail = hn::FirstN(d, static_cast<std::size_t>(cols - (kVectors - 1) * lanes));
  FloatVec sum[kVectors];
#pragma GCC unroll 8
  for (int v = 0; v < kVectors; ++v) sum[v] = hn::Zero(d);
  const float* const values = row.values.data();
  const std::uint32_t* const places = row.places.data();
  const std::size_t count = row.count;
  for (std::size_t t = 0; t < count; ++t) {
    const FloatVec left = hn::Set(d, values[t]);
    const float* right = b.data + static_cast<Index>(places[t]) * b.stride;
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      const float* from = right + v * lanes;
      sum[v] = FusedMulAdd(left, v == kVectors - 1 ? LoadMasked(tail, d, from) : hn::LoadU(d, from), sum[v]);
    }
  }
#pragma GCC unroll 8
  for (int v = 0; v < kVectors; ++v) {
    const Index left = std::min(lanes, cols - v * lanes);
    FloatVec result = hn::Mul(hn::Set(d, alpha), sum[v]);
    if (beta != 0) {
      result = FusedMulAdd(hn::Set(d, alpha), sum[v], hn::Mul(hn::Set(d, beta), LoadFirst(d, c + v * lanes, left)));
    }
    StoreFirst(result, d, c + v * lanes, left);
  }
}

void RowOfC(const SparseRow& row, ConstMatrixView b, float alpha, float beta, float* c) {
  using Sum = void (*)(const SparseRow&, ConstMatrixView, Index, float, float, float*);
  constexpr Sum kSums[kMostVectors] = {SumRows<1>, SumRows<2>, SumRows<3>, SumRows<4>,
                                       SumRows<5>, SumRows<6>, SumRows<7>, SumRows<8>};
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  Index vectors = (b.cols + lanes - 1) / lanes;
  // Pieces of nearly equal width: 49 vectors are seven times seven.
  Index pieces = (vectors + kMostVectors - 1) / kMostVectors;
  for (Index j = 0; pieces > 0; --pieces) {
    const Index width = (vectors + pieces - 1) / pieces;
    const Index cols = std::min(width * lanes, b.cols - j);
    kSums[width - 1](row, {b.data + j, b.rows, cols, b.stride}, cols, alpha, beta, c + j);
    vectors -= width;
    j += cols;
  }
}

void SparseMultiply(float alpha, ConstMatrixView a, ConstMatrixView b, float beta, MatrixView c) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  thread_local SparseRow row;
  row.make_room(a.cols);
  for (Index i = 0; i < a.rows; ++i) {
    const float* const from = a.row(i);
    std::size_t count = 0;
    for (Index first = 0; first < a.cols; first += 64) {
      std::uint64_t left = 0;  // one bit for each of 64 elements: where it is not 0
      for (Index l = first; l < std::min(a.cols, first + 64); l += lanes) {
        const Index here = std::min(lanes, a.cols - l);
        const FloatVec x = here == lanes ? hn::LoadU(d, from + l) : LoadFirst(d, from + l, here);
        std::uint64_t bits = 0;
        hn::StoreMaskBits(d, hn::Ne(x, hn::Zero(d)), reinterpret_cast<std::uint8_t*>(&bits));
        left |= bits << (l - first);
      }
      for (; left != 0; left &= left - 1) {
        const Index l = first + std::countr_zero(left);
        row.values[count] = from[l];
        row.places[count++] = static_cast<std::uint32_t>(l);
      }
    }
    row.count = count;
    RowOfC(row, b, alpha, beta, c.row(i));
  }
}

// Row i of A' is column i of A: one bit for each of 32 rows of A says where it is not 0.
void SparseMultiplyTransposed(float alpha, ConstMatrixView a, ConstMatrixView b, float beta, MatrixView c) {
  const Floats d;
  const Places places;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const Index words = (a.rows + 31) / 32;
  thread_local SparseRow row;
  thread_local std::vector<std::uint32_t> bits;
  row.make_room(a.rows);
  bits.resize(std::max(bits.size(), static_cast<std::size_t>(words * (a.cols + 16))));
  for (Index w = 0; w < words; ++w) {
    for (Index i = 0; i < a.cols; i += lanes) {
      auto found = hn::Zero(places);
      for (Index n = 32 * w; n < std::min(a.rows, 32 * (w + 1)); ++n) {
        const FloatMask some = hn::Ne(LoadFirst(d, a.row(n) + i, std::min(lanes, a.cols - i)), hn::Zero(d));
        found = hn::Or(found, hn::IfThenElseZero(hn::RebindMask(places, some), hn::Set(places, 1U << (n % 32))));
      }
      hn::StoreU(found, places, bits.data() + w * (a.cols + 16) + i);
    }
  }
  for (Index i = 0; i < a.cols; ++i) {
    row.count = 0;
    for (Index w = 0; w < words; ++w) {
      for (std::uint32_t left = bits[static_cast<std::size_t>(w * (a.cols + 16) + i)]; left != 0; left &= left - 1) {
        const Index n = 32 * w + std::countr_zero(left);
        row.values[row.count] = a(n, i);
        row.places[row.count++] = static_cast<std::uint32_t>(n);
      }
    }
    RowOfC(row, b, alpha, beta, c.row(i));
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(SparseMultiply);
HWY_EXPORT(SparseMultiplyTransposed);

void sparse_gemm_simd(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, float beta, MatrixView c) {
  const auto run =
      op_a == Op::none ? HWY_DYNAMIC_DISPATCH(SparseMultiply) : HWY_DYNAMIC_DISPATCH(SparseMultiplyTransposed);
  run(alpha, a, b, beta, c);
}

}  // namespace rederive
#endif
