#include "reference/kernels/transpose.h"

#include <algorithm>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/transpose.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/columns-inl.h"
#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

constexpr Index kTileRows = 1;
constexpr Index kTileCols = 1;
HWY_INLINE void Tile(const float* x, Index /*x_stride*/, float* y, Index /*y_stride*/) { *y = *x; }

#else

constexpr Index kTileRows = kVectorRows;
constexpr Index kTileCols = 4;

HWY_INLINE void Tile(const float* x, Index x_stride, float* y, Index y_stride) {
  const FourColumns columns = LoadColumns(x, x_stride);
  for (Index c = 0; c < kTileCols; ++c) hn::StoreU(columns.v[c], Floats(), y + c * y_stride);
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
