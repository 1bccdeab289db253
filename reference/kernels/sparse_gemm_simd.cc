#include "reference/kernels/sparse_gemm_simd.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/sparse_gemm_simd.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/scratch.h"
#include "reference/kernels/sparse_rows-inl.h"

#ifndef REDERIVE_KERNELS_SPARSE_GEMM_SHARED_
#define REDERIVE_KERNELS_SPARSE_GEMM_SHARED_
namespace rederive {
namespace {

// A piece of the columns of C, and the block of the rows of B that is added to it.
struct SparsePiece {
  const float* a;  // op(A)(i, l) = a[i * a_row + l * a_step]
  Index a_row;
  Index a_step;
  const float* b;
  Index b_row;
  Index cols;
  float alpha;
  float beta;
  float* c;
  Index c_row;
  float* sums;  // where the chains rest between two blocks, or null
  Index sums_row;
  bool first;
  bool last;
};

// Of B, 28 KB, which stay in the first cache: a row of a block is read once for every row of A that is not 0 there.
// Between 21 and 57 KB the time changes by a tenth.
constexpr Index kBlockFloats = 7168;
// Elements of A at a time, so that their lists stay in the second cache.
constexpr Index kListed = 65536;
// Rows of C from which copying a piece of B pays.
constexpr Index kCopyRows = 32;

// Rows an even number of cache lines apart fall on half of the first cache's sets or less: of rows of 512 floats 448
// lines have room for 192. Such a piece is copied, its rows end to end.
bool collides(ConstMatrixView b) { return b.stride % 32 == 0; }

}  // namespace
}  // namespace rederive
#endif

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// Eight sums at a time: twice the latency of a multiply-add over its reciprocal throughput.
constexpr Index kMostVectors = 8;

// Rows [i, i + kRows) of C, side by side as far as the shortest of their lists goes. kOnes: 1 times b plus a sum is an
// addition, rounding and all.
template <int kVectors, int kRows, bool kOnes>
HWY_INLINE void SumSome(const SparseRows& a, const SparsePiece& p, Index i) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const FloatMask tail = hn::FirstN(d, static_cast<std::size_t>(p.cols - (kVectors - 1) * lanes));
  const auto load = [=](int v, const float* from) {
    return v == kVectors - 1 ? LoadMasked(tail, d, from + v * lanes) : hn::LoadU(d, from + v * lanes);
  };
  const std::size_t* const ends = a.ends.data() + i;
  const std::uint32_t* places[kRows];
  std::size_t counts[kRows];
  FloatVec sum[kRows][kVectors];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    const std::size_t begin = i + r == 0 ? 0 : ends[r - 1];
    places[r] = a.places.data() + begin;
    counts[r] = ends[r] - begin;
    const float* const sums = p.first ? nullptr : p.sums + (i + r) * p.sums_row;
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) sum[r][v] = p.first ? hn::Zero(d) : hn::LoadU(d, sums + v * lanes);
  }
  const float* const lefts = p.a + i * p.a_row;
  const auto add = [&](int r, std::size_t n) HWY_ATTR {
    const Index l = static_cast<Index>(places[r][n]);
    const float* const right = p.b + l * p.b_row;
    if constexpr (kOnes) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sum[r][v] = hn::Add(sum[r][v], load(v, right));
    } else {
      const FloatVec left = hn::Set(d, lefts[r * p.a_row + l * p.a_step]);
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sum[r][v] = FusedMulAdd(left, load(v, right), sum[r][v]);
    }
  };
  const std::size_t shortest = *std::min_element(counts, counts + kRows);
  for (std::size_t n = 0; n < shortest; ++n) {
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) add(r, n);
  }
  const FloatVec alpha = hn::Set(d, p.alpha);
  const FloatVec beta = hn::Set(d, p.beta);
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    for (std::size_t n = shortest; n < counts[r]; ++n) add(r, n);
    if (!p.last) {
      float* const sums = p.sums + (i + r) * p.sums_row;
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) hn::StoreU(sum[r][v], d, sums + v * lanes);
      continue;
    }
    float* const c = p.c + (i + r) * p.c_row;
    if (p.beta == 0) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sum[r][v] = hn::Mul(alpha, sum[r][v]);
    } else {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sum[r][v] = FusedMulAdd(alpha, sum[r][v], hn::Mul(beta, load(v, c)));
    }
#pragma GCC unroll 8
    for (int v = 0; v < kVectors - 1; ++v) hn::StoreU(sum[r][v], d, c + v * lanes);
    StoreMasked(sum[r][kVectors - 1], tail, d, c + (kVectors - 1) * lanes);
  }
}

// A narrow piece takes several rows at once: one chain of multiply-adds would wait for itself.
template <int kVectors, bool kOnes>
void SumRows(const SparseRows& a, const SparsePiece& p, Index rows) {
  constexpr int kRows = kVectors == 1 ? 6 : kVectors == 2 ? 4 : kVectors <= 4 ? 2 : 1;
  Index i = 0;
  for (; i + kRows <= rows; i += kRows) SumSome<kVectors, kRows, kOnes>(a, p, i);
  for (; i < rows; ++i) SumSome<kVectors, 1, kOnes>(a, p, i);
}

// to = `rows` rows of p's columns, each a whole number of vectors long; what is beyond the last column is not used.
void CopyPiece(const SparsePiece& p, Index rows, Index row, float* to) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index l = 0; l < rows; ++l, to += row) {
    const float* const from = p.b + l * p.b_row;
    Index j = 0;
    for (; j + lanes <= p.cols; j += lanes) hn::Store(hn::LoadU(d, from + j), d, to + j);
    if (j < p.cols) hn::Store(LoadFirst(d, from + j, p.cols - j), d, to + j);
  }
}

// `copy`: room for a piece of B of `depth` rows, or null where it is read in place.
template <bool kOnes>
void SumPieces(const SparseRows& a, SparsePiece p, Index rows, Index cols, Index most, Index depth, float* copy) {
  using Sum = void (*)(const SparseRows&, const SparsePiece&, Index);
  constexpr Sum kSums[kMostVectors] = {SumRows<1, kOnes>, SumRows<2, kOnes>, SumRows<3, kOnes>, SumRows<4, kOnes>,
                                       SumRows<5, kOnes>, SumRows<6, kOnes>, SumRows<7, kOnes>, SumRows<8, kOnes>};
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  Index vectors = (cols + lanes - 1) / lanes;
  // Of nearly equal width: 49 vectors are seven times seven.
  for (Index pieces = (vectors + most - 1) / most; pieces > 0; --pieces) {
    const Index width = (vectors + pieces - 1) / pieces;
    p.cols = std::min(width * lanes, cols);
    if (copy != nullptr) {
      SparsePiece near = p;
      near.b = copy;
      near.b_row = width * lanes;
      CopyPiece(p, depth, near.b_row, copy);
      kSums[width - 1](a, near, rows);
    } else {
      kSums[width - 1](a, p, rows);
    }
    vectors -= width;
    cols -= p.cols;
    p.b += p.cols;
    p.c += p.cols;
    if (p.sums != nullptr) p.sums += p.cols;
  }
}

void SparseMultiply(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, float beta, MatrixView c) {
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  const Index width = (c.cols + lanes - 1) / lanes * lanes;
  const Index fit = std::max<Index>(16, kBlockFloats / std::max<Index>(1, std::min(width, kMostVectors * lanes)));
  const Index blocks = std::max<Index>(1, (b.rows + fit - 1) / fit);
  const Index step = std::max<Index>(1, op_a == Op::transpose ? b.rows : (b.rows + blocks - 1) / blocks);
  const Index group = std::min(c.rows, std::max<Index>(16, kListed / step));
  // The columns of A are listed whole: where they are long, narrower pieces keep B near.
  const Index most = std::clamp<Index>(kBlockFloats / (step * lanes), 4, kMostVectors);
  thread_local SparseRows listed;
  thread_local Scratch resting;
  listed.make_room(group, step);
  thread_local Scratch copied;
  float* const sums = step < b.rows ? resting.floats(group * width) : nullptr;
  float* const copy = collides(b) && group >= kCopyRows ? copied.floats(step * most * lanes) : nullptr;
  for (Index i = 0; i < c.rows; i += group) {
    const Index rows = std::min(group, c.rows - i);
    for (Index l = 0; l == 0 || l < b.rows; l += step) {
      const Index depth = std::min(step, b.rows - l);
      SparsePiece p{nullptr, 0,        0,        b.row(l), b.stride, 0,      alpha,
                    beta,    c.row(i), c.stride, sums,     width,    l == 0, l + depth >= b.rows};
      if (op_a == Op::none) {
        p.a = a.row(i) + l;
        p.a_row = a.stride;
        p.a_step = 1;
        ListRows({p.a, rows, depth, a.stride}, listed);
      } else {
        p.a = a.row(l) + i;
        p.a_row = 1;
        p.a_step = a.stride;
        ListColumns({p.a, depth, rows, a.stride}, listed);
      }
      if (listed.ones) {
        SumPieces<true>(listed, p, rows, c.cols, most, depth, copy);
      } else {
        SumPieces<false>(listed, p, rows, c.cols, most, depth, copy);
      }
    }
  }
}

// Elements of every step-th row of A that are not 0.
Index CountInk(ConstMatrixView a, Index step) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  std::size_t count = 0;
  for (Index i = 0; i < a.rows; i += step) {
    Index l = 0;
    for (; l + lanes <= a.cols; l += lanes) {
      count += hn::CountTrue(d, hn::Ne(hn::LoadU(d, a.row(i) + l), hn::Zero(d)));
    }
    if (l < a.cols) count += hn::CountTrue(d, hn::Ne(LoadFirst(d, a.row(i) + l, a.cols - l), hn::Zero(d)));
  }
  return static_cast<Index>(count);
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(SparseMultiply);
HWY_EXPORT(CountInk);

void sparse_gemm_simd(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, float beta, MatrixView c) {
  HWY_DYNAMIC_DISPATCH(SparseMultiply)(alpha, a, op_a, b, beta, c);
}

double share_of_ink(ConstMatrixView a) {
  constexpr Index kSeen = 8;
  const Index step = std::max<Index>(1, (a.rows + kSeen - 1) / kSeen);
  const Index seen = (a.rows + step - 1) / step * a.cols;
  return seen == 0 ? 0 : static_cast<double>(HWY_DYNAMIC_DISPATCH(CountInk)(a, step)) / static_cast<double>(seen);
}

}  // namespace rederive
#endif
