#include "reference/kernels/softmax_nll.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/softmax_nll.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

void SoftmaxNllRows(ConstMatrixView x, const std::uint32_t* labels, float scale, MatrixView dx, double* losses) {
  // The logarithms of many rows' sums are one vector's work.
  constexpr Index kRows = 64;
  alignas(64) float sums[kRows];
  const FloatVec scales = hn::Set(Floats(), scale);
  for (Index first = 0; first < x.rows; first += kRows) {
    const Index rows = std::min(kRows, x.rows - first);
    for (Index r = 0; r < rows; ++r) {
      const Index i = first + r;
      const float logit = x(i, labels[i]);
      const RowParts parts = SoftmaxRow(x.row(i), x.cols, scales, dx.row(i));
      const float max = hn::GetLane(parts.max);
      sums[r] = hn::GetLane(parts.sum);
      losses[i] = static_cast<double>(max) - logit;
      // p anew, since dx has lost a rounding that p - 1 needs.
      const FloatVec e = ExpOrZero(hn::Set(Floats(), logit - max));
      dx(i, labels[i]) = (hn::GetLane(e) * (1.0F / sums[r]) - 1.0F) * scale;
    }
    for (Index r = rows; r % kVector != 0; ++r) sums[r] = 1;
    for (Index r = 0; r < rows; r += kVector) hn::Store(Log(hn::Load(Floats(), sums + r)), Floats(), sums + r);
    for (Index r = 0; r < rows; ++r) losses[first + r] += sums[r];
  }
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/softmax_scalar.h"
#include "reference/oracles/softmax.h"

namespace rederive {

HWY_EXPORT(SoftmaxNllRows);

namespace {

struct LabelProblem {
  ConstMatrixView x;
  std::span<const std::uint32_t> labels;
  float scale = 1;
  MatrixView dx;
  std::span<double> losses;
};

void run_scalar(const LabelProblem& problem) {
  const auto& [x, labels, scale, dx, losses] = problem;
  for (Index i = 0; i < x.rows; ++i) {
    const auto row = static_cast<std::size_t>(i);
    const SoftmaxParts parts = softmax_parts(x.row(i), x.cols);
    losses[row] = static_cast<double>(parts.max) - x(i, labels[row]) + log_f32(parts.sum);
    for (Index j = 0; j < x.cols; ++j) {
      const float p = softmax_term(x(i, j), parts.max) * (1.0F / parts.sum);
      dx(i, j) = (j == static_cast<Index>(labels[row]) ? p - 1.0F : p) * scale;
    }
  }
}

void run_eigen(const LabelProblem& problem) {
  const auto& [x, labels, scale, dx, losses] = problem;
  rivals::eigen().rows.softmax(x.data, x.stride, dx.data, dx.stride, x.rows, x.cols);
  for (Index i = 0; i < x.rows; ++i) {
    const auto row = static_cast<std::size_t>(i);
    float* p = dx.row(i);
    losses[row] = -std::log(p[labels[row]]);
    p[labels[row]] -= 1;
    for (Index j = 0; j < x.cols; ++j) p[j] *= scale;
  }
}

void run_simd(const LabelProblem& problem) {
  const auto& [x, labels, scale, dx, losses] = problem;
  HWY_DYNAMIC_DISPATCH(SoftmaxNllRows)(x, labels.data(), scale, dx, losses.data());
}

const std::vector<Variant<LabelProblem>>& variants() {
  // Eigen's as in softmax.cc; the logarithm of a rounded p costs another u or two of the whole.
  static const std::vector<Variant<LabelProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen, false, 2}, {"simd", run_simd, true}};
  return all;
}

float logit(Draws& draws) { return 8 * Memory::uniform(draws); }

LabelProblem make(const Shape& s, Memory& memory) {
  LabelProblem problem;
  problem.dx = s[2] != 0 ? memory.output("x", s[0], s[1], logit) : memory.output("dx", s[0], s[1]);
  problem.x = s[2] != 0 ? problem.dx : memory.input("x", s[0], s[1], logit);
  auto& labels = memory.keep<std::vector<std::uint32_t>>();
  Draws draws(Stream(5, "labels"));
  for (Index i = 0; i < s[0]; ++i) labels.push_back(draws.below(static_cast<std::uint32_t>(s[1])));
  problem.labels = labels;
  problem.scale = 1.0F / 128;
  problem.losses = memory.output_doubles("losses", s[0]);
  return problem;
}

// The scale is the bound of the header.
std::vector<Expected> oracle_values(const LabelProblem& problem) {
  constexpr double kU = 0x1p-24;
  Expected dx{"dx", {}, {}};
  Expected losses{"losses", {}, {}};
  for (Index i = 0; i < problem.x.rows; ++i) {
    const float* x = problem.x.row(i);
    const std::uint32_t label = problem.labels[static_cast<std::size_t>(i)];
    const std::vector<double> log_p = oracle::log_softmax(x, problem.x.cols);
    const SoftmaxErrors errors = softmax_errors(x, log_p, problem.x.cols);
    for (Index j = 0; j < problem.x.cols; ++j) {
      const double p = std::exp(log_p[static_cast<std::size_t>(j)]);
      const double less = j == static_cast<Index>(label) ? p - 1 : p;
      dx.value.push_back(less * problem.scale);
      dx.scale.push_back(kU * ((errors.term(x[j]) + errors.sum + 2) * p + 2 * std::fabs(less)) * problem.scale +
                         1.2e-38);
    }
    losses.value.push_back(-log_p[label]);
    losses.scale.push_back(kU * (errors.sum + 2 * errors.log_sum));
  }
  return {dx, losses};
}

// A row of the gradient sums to 0, within what its elements may err together.
std::string balance_fault(void (*run)(const LabelProblem&), const Shape& s, Memory& memory) {
  const LabelProblem problem = make({s[0], s[1], 0}, memory);
  run(problem);
  for (Index i = 0; i < s[0]; ++i) {
    double sum = 0;
    for (Index j = 0; j < s[1]; ++j) sum += problem.dx(i, j);
    if (!(std::fabs(sum) <= 0x1p-24 * problem.scale * (200 + static_cast<double>(s[1])))) {
      return "a row of the gradient sums to " + std::to_string(sum);
    }
  }
  return "";
}

const RegisteredKernel softmax_nll_kernel{Kernel<LabelProblem>{
    .name = "softmax_nll",
    .formula = "p_i = softmax(x_i), loss_i = -log p_i,label(i), dx_ij = (p_ij - [j = label(i)]) scale",
    .axes = {"rows", "cols", "inplace"},
    // As softmax, and the product with the scale.
    .cost =
        [](const Shape& s) {
          return Cost{20.0 * s[0] * s[1], 8.0 * s[0] * s[1] + 12.0 * s[0]};
        },
    .check = {{0, 5, 0},
              {3, 2, 1},
              {7, 10, 0},
              {65, 10, 1},
              {2, 15, 0},
              {63, 16, 1},
              {64, 17, 0},
              {3, 33, 0},
              {3, 65, 1},
              {2, 131, 0},
              {1, 4097, 0}},
    .bench = {{128, 10, 0}, {128, 1000, 0}, {1000, 10, 0}},
    .make = make,
    .oracle = oracle_values,
    .bound = [](const Shape&, const Expected& e, std::size_t i, double slack) { return e.scale[i] * (1 + slack); },
    .results = [](const LabelProblem& p) -> std::vector<std::vector<double>> {
      return {values(p.dx), {p.losses.begin(), p.losses.end()}};
    },
    .properties = {{"balance", balance_fault}},
    .variants = variants()}};

}  // namespace

void softmax_nll(ConstMatrixView x, std::span<const std::uint32_t> labels, float scale, MatrixView dx,
                 std::span<double> losses) {
  require_shape("softmax_nll", "x", x, x.rows, x.cols);
  require_length("softmax_nll", "the labels", labels.size(), x.rows, false);
  require_shape("softmax_nll", "dx", dx, x.rows, x.cols);
  require_length("softmax_nll", "the losses", losses.size(), x.rows, false);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (static_cast<Index>(labels[i]) < x.cols) continue;
    throw ShapeError("softmax_nll: label " + std::to_string(i) + " is " + std::to_string(labels[i]) +
                     ", expected below " + std::to_string(x.cols));
  }
  variants()[softmax_nll_kernel.selected()].run({x, labels, scale, dx, losses});
}

}  // namespace rederive
#endif
