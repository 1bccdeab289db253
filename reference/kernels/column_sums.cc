#include "reference/kernels/column_sums.h"

#include <algorithm>
#include <cmath>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/column_sums.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// Four vectors of columns at a time run down the rows.
void ColumnSums(ConstMatrixView x, float* sums) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  constexpr Index kWide = 4;
  Index j = 0;
  for (; j + kWide * lanes <= x.cols; j += kWide * lanes) {
    FloatVec sum[kWide];
    for (FloatVec& s : sum) s = hn::Zero(d);
    for (Index i = 0; i < x.rows; ++i) {
      for (Index k = 0; k < kWide; ++k) sum[k] = hn::Add(sum[k], hn::LoadU(d, x.row(i) + j + k * lanes));
    }
    for (Index k = 0; k < kWide; ++k) hn::StoreU(sum[k], d, sums + j + k * lanes);
  }
  for (; j < x.cols; j += lanes) {
    const Index count = std::min(lanes, x.cols - j);
    FloatVec sum = hn::Zero(d);
    for (Index i = 0; i < x.rows; ++i) sum = hn::Add(sum, LoadFirst(d, x.row(i) + j, count));
    StoreFirst(sum, d, sums + j, count);
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"

namespace rederive {

HWY_EXPORT(ColumnSums);

namespace {

struct ColumnProblem {
  ConstMatrixView x;
  MatrixView sums;  // one row
};

void run_scalar(const ColumnProblem& problem) {
  const auto& [x, sums] = problem;
  for (Index j = 0; j < x.cols; ++j) {
    float sum = 0;
    for (Index i = 0; i < x.rows; ++i) sum += x(i, j);
    sums(0, j) = sum;
  }
}

void run_eigen(const ColumnProblem& problem) {
  const auto& [x, sums] = problem;
  rivals::eigen().rows.column_sums(x.data, x.stride, sums.data, 0, x.rows, x.cols);
}

void run_simd(const ColumnProblem& problem) { HWY_DYNAMIC_DISPATCH(ColumnSums)(problem.x, problem.sums.data); }

const std::vector<Variant<ColumnProblem>>& variants() {
  static const std::vector<Variant<ColumnProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen}, {"simd", run_simd, true}};
  return all;
}

std::vector<Expected> oracle_values(const ColumnProblem& problem) {
  Expected sums{"sums", {}, {}};
  for (Index j = 0; j < problem.x.cols; ++j) {
    double sum = 0;
    double magnitude = 0;
    for (Index i = 0; i < problem.x.rows; ++i) {
      sum += problem.x(i, j);
      magnitude += std::fabs(problem.x(i, j));
    }
    sums.value.push_back(sum);
    sums.scale.push_back(magnitude);
  }
  return {sums};
}

// Integers below 2^24 are summed exactly, in any order.
std::string exact_fault(void (*run)(const ColumnProblem&), const Shape& s, Memory& memory) {
  const MatrixView x =
      memory.input("integers", s[0], s[1], [](Draws& draws) { return static_cast<float>(draws.below(9)); });
  const MatrixView sums = memory.output("sums", 1, s[1]);
  run({x, sums});
  const Expected exact = oracle_values({x, sums}).front();
  return values(sums) == exact.value ? "" : "integers are not summed exactly";
}

const RegisteredKernel column_sums_kernel{Kernel<ColumnProblem>{
    .name = "column_sums",
    .formula = "s_j = sum_i x_ij",
    .axes = {"rows", "cols"},
    .cost =
        [](const Shape& s) {
          return Cost{1.0 * s[0] * s[1], 4.0 * s[0] * s[1] + 4.0 * s[1]};
        },
    .check = {{0, 5}, {5, 0}, {1, 1}, {3, 7}, {2, 16}, {5, 33}, {31, 63}, {7, 64}, {9, 65}, {3, 257}, {1000, 3}},
    .bench = {{128, 10}, {100, 784}, {128, 512}, {1000, 1000}},
    .make =
        [](const Shape& s, Memory& memory) {
          return ColumnProblem{memory.input("x", s[0], s[1], &Memory::uniform), memory.output("sums", 1, s[1])};
        },
    .oracle = oracle_values,
    .bound = [](const Shape& s, const Expected& e, std::size_t i,
                double) { return static_cast<double>(s[0]) * 0x1p-24 * e.scale[i]; },
    .results = [](const ColumnProblem& p) -> std::vector<std::vector<double>> { return {values(p.sums)}; },
    .properties = {{"exact on integers", exact_fault}},
    .variants = variants()}};

}  // namespace

void column_sums(ConstMatrixView x, std::span<float> sums) {
  require_shape("column_sums", "x", x, x.rows, x.cols);
  require_length("column_sums", "the sums", sums.size(), x.cols, false);
  variants()[column_sums_kernel.selected()].run({x, {sums.data(), 1, x.cols, x.cols}});
}

}  // namespace rederive
#endif
