#include "reference/kernels/pairwise_simd.h"

#include <algorithm>

#include "reference/kernels/gemm_simd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/pairwise_simd.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// As in gemm: 6 x 4 vectors of sums leave eight of the 32 registers of AVX-512 for operands; AVX2 has 16 in all.
constexpr int kTileRows = 6;
constexpr int kTileVectors = HWY_TARGET == HWY_AVX2 ? 2 : 4;

struct DistanceTile {
  const float* x;  // x_il = x[i * x_row + l]
  Index x_row;
  const float* y;  // y_jl = y[l * y_step + j]
  Index y_step;
  Index depth;
  Index cols;  // less than the tile is wide only in the last vector
  float* d;
  Index d_row;
};

template <int kRows, int kVectors>
void RunTile(const DistanceTile& t) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  FloatVec sum[kRows][kVectors];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) sum[r][v] = hn::Zero(d);
  }
  const float* x = t.x;
  const float* y = t.y;
  for (Index l = 0; l < t.depth; ++l, ++x, y += t.y_step) {
    FloatVec right[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) right[v] = hn::LoadU(d, y + v * lanes);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const FloatVec left = hn::Set(d, x[r * t.x_row]);
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) {
        const FloatVec difference = hn::Sub(left, right[v]);
        sum[r][v] = FusedMulAdd(difference, difference, sum[r][v]);
      }
    }
  }
  const Index tail = t.cols - (kVectors - 1) * lanes;
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      float* to = t.d + r * t.d_row + v * lanes;
      if (v < kVectors - 1 || tail == lanes) {
        hn::StoreU(sum[r][v], d, to);
      } else {
        StoreFirst(sum[r][v], d, to, tail);
      }
    }
  }
}

template <int kVectors>
void RunStrips(DistanceTile t, Index rows) {
  for (; rows >= kTileRows; rows -= kTileRows) {
    RunTile<kTileRows, kVectors>(t);
    t.x += kTileRows * t.x_row;
    t.d += kTileRows * t.d_row;
  }
  for (; rows >= 2; rows -= 2) {
    RunTile<2, kVectors>(t);
    t.x += 2 * t.x_row;
    t.d += 2 * t.d_row;
  }
  if (rows == 1) RunTile<1, kVectors>(t);
}

// One packed panel of Y: all rows of X.
void Distances(ConstMatrixView x, const float* panel, Index panel_cols, MatrixView distances) {
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  const Index step = (panel_cols + 15) / 16 * 16;  // as gemm_pack pads it
  for (Index j = 0; j < panel_cols; j += kTileVectors * lanes) {
    const Index cols = std::min(panel_cols - j, kTileVectors * lanes);
    const DistanceTile t{x.data, x.stride, panel + j, step, x.cols, cols, distances.data + j, distances.stride};
    switch ((cols + lanes - 1) / lanes) {
      case 1:
        RunStrips<1>(t, x.rows);
        break;
      case 2:
        RunStrips<2>(t, x.rows);
        break;
      case 3:
        RunStrips<3>(t, x.rows);
        break;
      default:
        RunStrips<kTileVectors>(t, x.rows);
    }
  }
}

// to(j, i) = from(i, j).
void Mirror(ConstMatrixView from, MatrixView to) {
  Index vector_rows = 0;
#if HWY_TARGET != HWY_SCALAR
  // Blocks of 4 x 4 by two rounds of interleaving.
  const hn::CappedTag<float, 4> d4;
  const hn::Repartition<double, decltype(d4)> pairs;
  vector_rows = from.rows / 4 * 4;
  for (Index j = 0; j < from.cols / 4 * 4; j += 4) {
    for (Index i = 0; i < vector_rows; i += 4) {
      const auto r0 = hn::LoadU(d4, from.row(i) + j);
      const auto r1 = hn::LoadU(d4, from.row(i + 1) + j);
      const auto r2 = hn::LoadU(d4, from.row(i + 2) + j);
      const auto r3 = hn::LoadU(d4, from.row(i + 3) + j);
      const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d4, r0, r1));
      const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d4, r2, r3));
      const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d4, r0, r1));
      const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d4, r2, r3));
      hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(pairs, low01, low23)), d4, to.row(j) + i);
      hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(pairs, low01, low23)), d4, to.row(j + 1) + i);
      hn::StoreU(hn::BitCast(d4, hn::InterleaveLower(pairs, high01, high23)), d4, to.row(j + 2) + i);
      hn::StoreU(hn::BitCast(d4, hn::InterleaveUpper(pairs, high01, high23)), d4, to.row(j + 3) + i);
    }
  }
  for (Index j = from.cols / 4 * 4; j < from.cols; ++j) {
    for (Index i = 0; i < vector_rows; ++i) to(j, i) = from(i, j);
  }
#endif
  for (Index i = vector_rows; i < from.rows; ++i) {
    for (Index j = 0; j < from.cols; ++j) to(j, i) = from(i, j);
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rederive {

HWY_EXPORT(Distances);
HWY_EXPORT(Mirror);

void pairwise_simd(ConstMatrixView x, ConstMatrixView y, MatrixView distances) {
  // The panels of gemm's right-hand side, op(B) = Y', one at a time: it stays in the second cache for d below 4000.
  // Kept as long as the thread lives: fresh memory would cost page faults on every call.
  thread_local Matrix packed;
  // (x - y)^2 and (y - x)^2 are the same bits: of X against itself, half is enough, where it saves more than the mirror
  // costs.
  constexpr Index kWorthMirroring = 8;
  const bool self = x.data == y.data && x.rows == y.rows && x.stride == y.stride && x.cols >= kWorthMirroring;
  const Index panel = gemm_panel_width();
  for (Index j = 0; j < y.rows; j += panel) {
    const Index cols = std::min(panel, y.rows - j);
    packed.reshape(1, gemm_packed_size(x.cols, cols, panel));
    gemm_pack({y.row(j), cols, y.cols, y.stride}, Op::transpose, panel, packed.data());
    const ConstMatrixView rows{x.data, self ? j + cols : x.rows, x.cols, x.stride};
    HWY_DYNAMIC_DISPATCH(Distances)(rows, packed.data(), cols, {distances.data + j, rows.rows, cols, distances.stride});
    if (!self) continue;
    const MatrixView upper{distances.data + j, j, cols, distances.stride};
    HWY_DYNAMIC_DISPATCH(Mirror)(upper, {distances.row(j), cols, j, distances.stride});
  }
}

}  // namespace rederive
#endif
