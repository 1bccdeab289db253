// The register tile of gemm and of convolution: rows x vectors of C, each element one chain of fused multiply-adds over
// k. In a convolution k runs through segments: the rows of a kernel, each contiguous in the image.
#if defined(REDERIVE_KERNELS_GEMM_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_GEMM_TILE_INL_H_
#undef REDERIVE_KERNELS_GEMM_TILE_INL_H_
#else
#define REDERIVE_KERNELS_GEMM_TILE_INL_H_
#endif

#include <algorithm>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// 6 x 4 vectors are 24 sums, 4 vectors of B and one of A: 29 of the 32 registers of AVX-512 and NEON. AVX2 has 16.
constexpr int kTileRows = 6;
constexpr int kTileVectors = HWY_TARGET == HWY_AVX2 ? 2 : 4;

struct Tile {
  const float* a;  // op(A)(i, l) = a[i * a_row + l * a_step] in the first segment, the next is a_segment further on
  Index a_row;
  Index a_step;
  const float* b;  // op(B)(l, j) = b[l * b_step + j]
  Index b_step;
  Index depth;  // of a segment
  Index segments;
  Index a_segment;
  Index b_segment;
  Index cols;  // of C; less than the tile is wide only in the last vector
  float alpha;
  float beta;
  float* c;
  Index c_row;
  const float* old;  // what beta scales: C itself, or a bias with an old_row of 0
  Index old_row;
  float* sums;  // where a long chain rests between two pieces of k, or null; rows of sums_row
  Index sums_row;
  bool first;
  bool last;
};

// kExact: B is not padded, so nothing beyond its last column may be read.
template <int kRows, int kVectors, bool kExact>
void RunTile(const Tile& t) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const FloatMask tail = hn::FirstN(d, static_cast<std::size_t>(t.cols - (kVectors - 1) * lanes));
  FloatVec sum[kRows][kVectors];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      sum[r][v] = t.first ? hn::Zero(d) : hn::LoadU(d, t.sums + r * t.sums_row + v * lanes);
    }
  }
  for (Index segment = 0; segment < t.segments; ++segment) {
    const float* a = t.a + segment * t.a_segment;
    const float* b = t.b + segment * t.b_segment;
    for (Index l = 0; l < t.depth; ++l, a += t.a_step, b += t.b_step) {
      FloatVec right[kVectors];
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) {
        right[v] = kExact && v == kVectors - 1 ? LoadMasked(tail, d, b + v * lanes) : hn::LoadU(d, b + v * lanes);
      }
#pragma GCC unroll 8
      for (int r = 0; r < kRows; ++r) {
        const FloatVec left = hn::Set(d, a[r * t.a_row]);
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v) sum[r][v] = FusedMulAdd(left, right[v], sum[r][v]);
      }
    }
  }
  if (!t.last) {
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) hn::StoreU(sum[r][v], d, t.sums + r * t.sums_row + v * lanes);
    }
    return;
  }
  const FloatVec alpha = hn::Set(d, t.alpha);
  const FloatVec beta = hn::Set(d, t.beta);
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      float* c = t.c + r * t.c_row + v * lanes;
      const bool whole = v < kVectors - 1 || t.cols == kVectors * lanes;
      FloatVec result;
      if (t.beta == 0) {
        result = hn::Mul(alpha, sum[r][v]);
      } else {
        const float* from = t.old + r * t.old_row + v * lanes;
        const FloatVec old = whole ? hn::LoadU(d, from) : LoadMasked(tail, d, from);
        result = FusedMulAdd(alpha, sum[r][v], hn::Mul(beta, old));
      }
      if (whole) {
        hn::StoreU(result, d, c);
      } else {
        StoreMasked(result, tail, d, c);
      }
    }
  }
}

using TileFunction = void (*)(const Tile&);

template <int kVectors, bool kExact>
TileFunction ChooseRows(Index rows) {
  static_assert(kTileRows == 6);
  switch (rows) {
    case 1:
      return RunTile<1, kVectors, kExact>;
    case 2:
      return RunTile<2, kVectors, kExact>;
    case 3:
      return RunTile<3, kVectors, kExact>;
    case 4:
      return RunTile<4, kVectors, kExact>;
    case 5:
      return RunTile<5, kVectors, kExact>;
    default:
      return RunTile<6, kVectors, kExact>;
  }
}

template <bool kExact>
TileFunction ChooseTile(Index rows, Index vectors) {
  if (vectors == 1) return ChooseRows<1, kExact>(rows);
  if constexpr (kTileVectors > 2) {
    if (vectors == 3) return ChooseRows<3, kExact>(rows);
    if (vectors == 4) return ChooseRows<4, kExact>(rows);
  }
  return ChooseRows<2, kExact>(rows);
}

// All rows of one column of tiles, in strips of nearly equal height: 10 rows are 5 + 5, not 6 + 4.
template <bool kExact>
HWY_INLINE void RunStrips(Tile t, Index rows) {
  const Index lanes = static_cast<Index>(hn::Lanes(Floats()));
  const Index vectors = (t.cols + lanes - 1) / lanes;
  for (Index strips = (rows + kTileRows - 1) / kTileRows; rows > 0; --strips) {
    const Index height = (rows + strips - 1) / strips;
    ChooseTile<kExact>(height, vectors)(t);
    t.a += height * t.a_row;
    t.c += height * t.c_row;
    t.old += height * t.old_row;
    t.sums += height * t.sums_row;
    rows -= height;
  }
}

// Every column of tiles of a panel: `cols` columns of C from t.c on.
template <bool kExact>
HWY_INLINE void RunColumns(Tile t, Index rows, Index cols) {
  const Index width = kTileVectors * static_cast<Index>(hn::Lanes(Floats()));
  for (; cols > 0; cols -= width) {
    t.cols = std::min(cols, width);
    RunStrips<kExact>(t, rows);
    t.b += t.cols;
    t.c += t.cols;
    if (t.old != nullptr) t.old += t.cols;
    if (t.sums != nullptr) t.sums += t.cols;
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
