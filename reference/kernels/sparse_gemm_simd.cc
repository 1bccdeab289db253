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

}  // namespace
}  // namespace rederive
#endif

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// Eight sums at a time: twice the latency of a multiply-add over its reciprocal throughput.
constexpr Index kMostVectors = 8;

// kOnes: 1 times b plus a sum is an addition, rounding and all.
template <int kVectors, bool kOnes>
void SumRows(const SparseRows& a, const SparsePiece& p, Index rows) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const FloatMask tail = hn::FirstN(d, static_cast<std::size_t>(p.cols - (kVectors - 1) * lanes));
  const auto load = [=](int v, const float* from) {
    return v == kVectors - 1 ? LoadMasked(tail, d, from + v * lanes) : hn::LoadU(d, from + v * lanes);
  };
  const FloatVec alpha = hn::Set(d, p.alpha);
  const FloatVec beta = hn::Set(d, p.beta);
  const std::uint32_t* place = a.places.data();
  for (Index i = 0; i < rows; ++i) {
    FloatVec sum[kVectors];
    float* const sums = p.sums != nullptr ? p.sums + i * p.sums_row : nullptr;
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) sum[v] = p.first ? hn::Zero(d) : hn::LoadU(d, sums + v * lanes);
    const float* const lefts = p.a + i * p.a_row;
    for (const std::uint32_t* const end = a.places.data() + a.ends[static_cast<std::size_t>(i)]; place < end; ++place) {
      const Index l = static_cast<Index>(*place);
      const float* const right = p.b + l * p.b_row;
      if constexpr (kOnes) {
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v) sum[v] = hn::Add(sum[v], load(v, right));
      } else {
        const FloatVec left = hn::Set(d, lefts[l * p.a_step]);
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v) sum[v] = FusedMulAdd(left, load(v, right), sum[v]);
      }
    }
    if (!p.last) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) hn::StoreU(sum[v], d, sums + v * lanes);
      continue;
    }
    float* const c = p.c + i * p.c_row;
    if (p.beta == 0) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sum[v] = hn::Mul(alpha, sum[v]);
    } else {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sum[v] = FusedMulAdd(alpha, sum[v], hn::Mul(beta, load(v, c)));
    }
#pragma GCC unroll 8
    for (int v = 0; v < kVectors - 1; ++v) hn::StoreU(sum[v], d, c + v * lanes);
    StoreMasked(sum[kVectors - 1], tail, d, c + (kVectors - 1) * lanes);
  }
}

template <bool kOnes>
void SumPieces(const SparseRows& a, SparsePiece p, Index rows, Index cols, Index most) {
  using Sum = void (*)(const SparseRows&, const SparsePiece&, Index);
  constexpr Sum kSums[kMostVectors] = {SumRows<1, kOnes>, SumRows<2, kOnes>, SumRows<3, kOnes>, SumRows<4, kOnes>,
                                       SumRows<5, kOnes>, SumRows<6, kOnes>, SumRows<7, kOnes>, SumRows<8, kOnes>};
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  Index vectors = (cols + lanes - 1) / lanes;
  // Of nearly equal width: 49 vectors are seven times seven.
  for (Index pieces = (vectors + most - 1) / most; pieces > 0; --pieces) {
    const Index width = (vectors + pieces - 1) / pieces;
    p.cols = std::min(width * lanes, cols);
    kSums[width - 1](a, p, rows);
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
  float* const sums = step < b.rows ? resting.floats(group * width) : nullptr;
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
        SumPieces<true>(listed, p, rows, c.cols, most);
      } else {
        SumPieces<false>(listed, p, rows, c.cols, most);
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
