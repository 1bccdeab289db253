#include "reference/kernels/gemm_simd.h"

#include <algorithm>
#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/gemm_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/gemm_tile-inl.h"
#include "reference/kernels/gemv_simd.h"
#include "reference/kernels/scratch.h"

#ifndef REDERIVE_KERNELS_GEMM_SIMD_SHARED_
#define REDERIVE_KERNELS_GEMM_SIMD_SHARED_
namespace rederive {
namespace {

// op(B) as the tiles read it: panels (row l of a panel of width w at l w), or B itself, exact to its last element.
struct RightHand {
  const float* data;
  Index stride;  // of B itself
  Index panel;
  Index rows;
  bool exact;
};

// Longer chains rest in memory between two pieces of k, so that a panel's piece (256 KB) stays in the second cache.
constexpr Index kLongest = 1024;

// Rows of A that are worked through per panel: about 768 KB, which stay in the second cache as well.
Index RowsOfBlock(Index depth) {
  return std::clamp<Index>((Index{196608} / std::max<Index>(depth, 1)) / 6 * 6, 48, 768);
}

enum ScratchUse { kLeft, kRight, kSums };

float* scratch(ScratchUse use, Index count) {
  thread_local std::array<Scratch, 3> buffers;
  return buffers[static_cast<std::size_t>(use)].floats(count);
}

}  // namespace
}  // namespace rederive
#endif

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

constexpr Index kSixteen = 16;

Index PanelWidth() { return std::max<Index>(kSixteen, kTileVectors * static_cast<Index>(hn::Lanes(Floats()))); }

// to[l * width + j] = b(j, l): a column of op(B) is a row of B.
void PackTransposed(ConstMatrixView b, Index width, float* to) {
  Index done = 0;  // columns of op(B)
#if HWY_TARGET != HWY_SCALAR
  // Blocks of 4 x 4 by two rounds of interleaving; pieces of 64 rows keep what is written in the first cache.
  const hn::CappedTag<float, 4> d4;
  const hn::Repartition<double, decltype(d4)> pairs;
  constexpr Index kPiece = 64;
  const Index depth = b.cols / 4 * 4;
  const Index cols = b.rows / 4 * 4;
  for (Index first = 0; first < depth; first += kPiece) {
    const Index end = std::min(depth, first + kPiece);
    for (Index j = 0; j < cols; j += 4) {
      for (Index l = first; l < end; l += 4) {
        const auto r0 = hn::LoadU(d4, b.row(j) + l);
        const auto r1 = hn::LoadU(d4, b.row(j + 1) + l);
        const auto r2 = hn::LoadU(d4, b.row(j + 2) + l);
        const auto r3 = hn::LoadU(d4, b.row(j + 3) + l);
        const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d4, r0, r1));
        const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d4, r2, r3));
        const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d4, r0, r1));
        const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d4, r2, r3));
        float* at = to + l * width + j;
        hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(pairs, low01, low23)), d4, at);
        hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(pairs, low01, low23)), d4, at + width);
        hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(pairs, high01, high23)), d4, at + 2 * width);
        hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(pairs, high01, high23)), d4, at + 3 * width);
      }
    }
  }
  for (Index l = depth; l < b.cols; ++l) {
    for (Index j = 0; j < cols; ++j) to[l * width + j] = b(j, l);
  }
  done = cols;
#endif
  for (Index j = done; j < b.rows; ++j) {
    for (Index l = 0; l < b.cols; ++l) to[l * width + j] = b(j, l);
  }
  for (Index l = 0; l < b.cols; ++l) std::fill(to + l * width + b.rows, to + (l + 1) * width, 0.0F);
}

void PackStraight(ConstMatrixView b, Index width, float* to) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  for (Index l = 0; l < b.rows; ++l, to += width) {
    Index j = 0;
    for (; j + lanes <= b.cols; j += lanes) hn::StoreU(hn::LoadU(d, b.row(l) + j), d, to + j);
    if (j < b.cols) {
      hn::StoreU(LoadFirst(d, b.row(l) + j, b.cols - j), d, to + j);
      j += lanes;
    }
    for (; j < width; j += lanes) hn::StoreU(hn::Zero(d), d, to + j);
  }
}

// One panel: all rows of the block of A, pieces of k outside, so that a piece of the panel stays in the cache.
void RunPanel(Tile t, Index rows, Index panel_cols, bool exact, float* sums) {
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  const Index depth = t.depth;
  const Tile start = t;
  for (Index j = 0; j < panel_cols; j += kTileVectors * lanes) {
    t = start;
    t.cols = std::min(panel_cols - j, kTileVectors * lanes);
    t.c = start.c + j;
    t.old = t.c;
    t.sums = sums;
    t.sums_row = sums != nullptr ? (t.cols + lanes - 1) / lanes * lanes : 0;
    for (Index l = 0; l < std::max<Index>(depth, 1); l += kLongest) {
      t.depth = std::min(kLongest, depth - l);
      t.first = l == 0;
      t.last = l + kLongest >= depth;
      t.a = start.a + l * t.a_step;
      t.b = start.b + l * t.b_step + j;
      if (exact) {
        RunStrips<true>(t, rows);
      } else {
        RunStrips<false>(t, rows);
      }
    }
  }
}

// A^T is read in place while the rows that a tile touches stay in the first cache and its pages in the first TLB.
bool PacksLeft(Op op_a, Index depth) { return op_a == Op::transpose && depth > 256; }

void Multiply(float alpha, ConstMatrixView a, Op op_a, const RightHand& b, float beta, MatrixView c) {
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  const Index block = std::min(c.rows, RowsOfBlock(b.rows));
  float* sums = b.rows > kLongest ? scratch(kSums, block * kTileVectors * lanes) : nullptr;
  const bool packs = PacksLeft(op_a, b.rows);
  // Sixteen floats more than a row needs keep rows of 2^n bytes from falling on the same lines of the cache.
  const Index a_row = (b.rows + kSixteen - 1) / kSixteen * kSixteen + kSixteen;
  for (Index i = 0; i < c.rows; i += block) {
    const Index rows = std::min(block, c.rows - i);
    Tile t{};
    t.alpha = alpha;
    t.beta = beta;
    t.depth = b.rows;
    t.segments = 1;
    t.c_row = c.stride;
    t.old_row = c.stride;
    if (packs) {
      float* left = scratch(kLeft, block * a_row);
      PackTransposed({a.data + i, a.rows, rows, a.stride}, a_row, left);
      t.a = left;
      t.a_row = a_row;
      t.a_step = 1;
    } else {
      t.a = op_a == Op::none ? a.row(i) : a.data + i;
      t.a_row = op_a == Op::none ? a.stride : 1;
      t.a_step = op_a == Op::none ? 1 : a.stride;
    }
    for (Index j = 0; j < c.cols; j += b.panel) {
      const Index cols = std::min(b.panel, c.cols - j);
      t.b = b.exact ? b.data + j : b.data + j * b.rows;
      t.b_step = b.exact ? b.stride : gemm_packed_size(1, cols, b.panel);
      t.c = c.row(i) + j;
      RunPanel(t, rows, cols, b.exact, sums);
    }
  }
}

void Pack(ConstMatrixView b, Op op_b, Index panel, float* to) {
  const Index depth = op_b == Op::none ? b.rows : b.cols;
  const Index cols = op_b == Op::none ? b.cols : b.rows;
  for (Index j = 0; j < cols; j += panel) {
    const Index count = std::min(panel, cols - j);
    const Index width = gemm_packed_size(1, count, panel);
    if (op_b == Op::none) {
      PackStraight({b.data + j, depth, count, b.stride}, width, to);
    } else {
      PackTransposed({b.row(j), count, depth, b.stride}, width, to);
    }
    to += depth * width;
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(PanelWidth);
HWY_EXPORT(Pack);
HWY_EXPORT(Multiply);

Index gemm_panel_width() { return HWY_DYNAMIC_DISPATCH(PanelWidth)(); }

Index gemm_packed_size(Index rows, Index cols, Index panel) {
  return rows * (cols / panel * panel + (cols % panel + 15) / 16 * 16);
}

void gemm_pack(ConstMatrixView b, Op op_b, Index panel, float* to) { HWY_DYNAMIC_DISPATCH(Pack)(b, op_b, panel, to); }

void gemm_simd(float alpha, ConstMatrixView a, Op op_a, const PackedMatrix& b, float beta, MatrixView c) {
  const RightHand right{b.data(), 0, b.panel(), b.rows(), false};
  HWY_DYNAMIC_DISPATCH(Multiply)(alpha, a, op_a, right, beta, c);
}

void gemm_simd(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, Op op_b, float beta, MatrixView c) {
  // One column or row of C is a product with a vector, chain for chain; a tile would be a sixth or a quarter full.
  if (c.cols == 1) {
    gemv_simd(alpha, a, op_a, b.data, op_b == Op::none ? b.stride : 1, beta, c.data, c.stride);
    return;
  }
  if (c.rows == 1) {
    const Op op = op_b == Op::none ? Op::transpose : Op::none;
    gemv_simd(alpha, b, op, a.data, op_a == Op::none ? 1 : a.stride, beta, c.data, 1);
    return;
  }
  const Index depth = op_b == Op::none ? b.rows : b.cols;
  const Index panel = gemm_panel_width();
  // Two strips of rows read B once or twice: copying it first would cost as much as that.
  constexpr Index kFewRows = 24;
  if (op_b == Op::none && c.rows <= kFewRows) {
    HWY_DYNAMIC_DISPATCH(Multiply)(alpha, a, op_a, {b.data, b.stride, panel, depth, true}, beta, c);
    return;
  }
  // At most 4 MB of panels at a time, which stay in the second or third cache.
  constexpr Index kMostPacked = Index{1} << 20;
  const Index step = std::max<Index>(1, kMostPacked / std::max<Index>(depth, 1) / panel) * panel;
  for (Index j = 0; j < c.cols; j += step) {
    const Index cols = std::min(step, c.cols - j);
    const ConstMatrixView part = op_b == Op::none ? ConstMatrixView{b.data + j, depth, cols, b.stride}
                                                  : ConstMatrixView{b.row(j), cols, depth, b.stride};
    float* packed = scratch(kRight, gemm_packed_size(depth, cols, panel));
    gemm_pack(part, op_b, panel, packed);
    const RightHand right{packed, 0, panel, depth, false};
    HWY_DYNAMIC_DISPATCH(Multiply)(alpha, a, op_a, right, beta, {c.data + j, c.rows, cols, c.stride});
  }
}

}  // namespace rederive
#endif
