#include "reference/kernels/transpose.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/transpose.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

constexpr Index kTileRows = 1;
constexpr Index kTileCols = 1;
HWY_INLINE void Tile(const float* x, Index /*x_stride*/, float* y, Index /*y_stride*/) { *y = *x; }

#else

// A tile has as many rows as a vector has lanes, and four columns. Block b of a vector is four numbers of row 4 b + r:
// so the loads have already done what would have to cross blocks, and two interleavings within the blocks do the rest.
constexpr Index kTileRows = static_cast<Index>(hn::MaxLanes(Floats()));
constexpr Index kTileCols = 4;

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

HWY_INLINE void Tile(const float* x, Index x_stride, float* y, Index y_stride) {
  const Floats d;
  const hn::Repartition<double, Floats> pairs;
  const FloatVec row0 = LoadBlocks(d, x, x_stride);
  const FloatVec row1 = LoadBlocks(d, x + x_stride, x_stride);
  const FloatVec row2 = LoadBlocks(d, x + 2 * x_stride, x_stride);
  const FloatVec row3 = LoadBlocks(d, x + 3 * x_stride, x_stride);
  const auto low01 = hn::BitCast(pairs, hn::InterleaveLower(d, row0, row1));
  const auto low23 = hn::BitCast(pairs, hn::InterleaveLower(d, row2, row3));
  const auto high01 = hn::BitCast(pairs, hn::InterleaveUpper(d, row0, row1));
  const auto high23 = hn::BitCast(pairs, hn::InterleaveUpper(d, row2, row3));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, low01, low23)), d, y);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, low01, low23)), d, y + y_stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, high01, high23)), d, y + 2 * y_stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, high01, high23)), d, y + 3 * y_stride);
}

#endif

// Sixteen columns of x at a time, a cache line of each row, so that a line is read once for four tiles.
void TransposeRows(ConstMatrixView x, MatrixView y) {
  constexpr Index kLine = 16;
  const Index whole = x.rows - x.rows % kTileRows;
  for (Index j = 0; j < x.cols; j += kLine) {
    const Index end = std::min(j + kLine, x.cols);
    const Index tiles = j + (end - j) / kTileCols * kTileCols;
    for (Index i = 0; i < whole; i += kTileRows) {
      for (Index c = j; c < tiles; c += kTileCols) Tile(x.row(i) + c, x.stride, y.row(c) + i, y.stride);
    }
    for (Index c = j; c < end; ++c) {
      for (Index i = c < tiles ? whole : 0; i < x.rows; ++i) y(c, i) = x(i, c);
    }
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"

namespace rederive {

HWY_EXPORT(TransposeRows);

namespace {

struct TransposeProblem {
  ConstMatrixView x;
  MatrixView y;
};

void run_scalar(const TransposeProblem& problem) {
  const auto& [x, y] = problem;
  for (Index i = 0; i < x.rows; ++i) {
    for (Index j = 0; j < x.cols; ++j) y(j, i) = x(i, j);
  }
}

void run_eigen(const TransposeProblem& problem) {
  const auto& [x, y] = problem;
  rivals::eigen().rows.transpose(x.data, x.stride, y.data, y.stride, x.rows, x.cols);
}

void run_simd(const TransposeProblem& problem) { HWY_DYNAMIC_DISPATCH(TransposeRows)(problem.x, problem.y); }

const std::vector<Variant<TransposeProblem>>& variants() {
  static const std::vector<Variant<TransposeProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen}, {"simd", run_simd, true}};
  return all;
}

std::vector<Expected> oracle_values(const TransposeProblem& problem) {
  Expected y{"y", {}, {}};
  for (Index j = 0; j < problem.x.cols; ++j) {
    for (Index i = 0; i < problem.x.rows; ++i) y.value.push_back(problem.x(i, j));
  }
  return {y};
}

std::string twice_fault(void (*run)(const TransposeProblem&), const Shape& s, Memory& memory) {
  const MatrixView x = memory.input("x", s[0], s[1], &Memory::uniform);
  const MatrixView y = memory.output("y", s[1], s[0]);
  const MatrixView z = memory.output("z", s[0], s[1]);
  run({x, y});
  run({y, z});
  return values(x) == values(z) ? "" : "twice is not the identity";
}

const RegisteredKernel transpose_kernel{Kernel<TransposeProblem>{
    .name = "transpose",
    .formula = "y_ji = x_ij",
    .axes = {"rows", "cols"},
    // A move counts as one operation, so that the share of the roof is that of the bandwidth.
    .cost =
        [](const Shape& s) {
          return Cost{1.0 * s[0] * s[1], 8.0 * s[0] * s[1]};
        },
    .check = {{0, 5}, {5, 0}, {1, 1}, {3, 7}, {7, 3}, {15, 17}, {16, 16}, {17, 15}, {33, 5}, {31, 63}, {64, 65}},
    .bench = {{100, 784}, {512, 512}, {1000, 1000}},
    .make =
        [](const Shape& s, Memory& memory) {
          return TransposeProblem{memory.input("x", s[0], s[1], &Memory::uniform), memory.output("y", s[1], s[0])};
        },
    .oracle = oracle_values,
    .bound = [](const Shape&, const Expected&, std::size_t, double) { return 0.0; },
    .results = [](const TransposeProblem& p) -> std::vector<std::vector<double>> { return {values(p.y)}; },
    .properties = {{"twice", twice_fault}},
    .variants = variants()}};

}  // namespace

void transpose(ConstMatrixView x, MatrixView y) {
  require_shape("transpose", "x", x, x.rows, x.cols);
  require_shape("transpose", "y", y, x.cols, x.rows);
  variants()[transpose_kernel.selected()].run({x, y});
}

}  // namespace rederive
#endif
