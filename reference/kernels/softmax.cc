#include "reference/kernels/softmax.h"

#include <cmath>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/softmax.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

void SoftmaxRows(ConstMatrixView x, MatrixView p) {
  const FloatVec one = hn::Set(Floats(), 1.0F);
  for (Index i = 0; i < x.rows; ++i) SoftmaxRow(x.row(i), x.cols, one, p.row(i));
}

void LogSoftmaxRows(ConstMatrixView x, MatrixView y) {
  for (Index i = 0; i < x.rows; ++i) {
    const RowParts parts = ExpRow(x.row(i), x.cols, nullptr);
    const FloatVec log_sum = Log(parts.sum);
    ApplyRow(x.row(i), x.cols, y.row(i), [=](FloatVec logit) { return hn::Sub(hn::Sub(logit, parts.max), log_sum); });
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

HWY_EXPORT(SoftmaxRows);
HWY_EXPORT(LogSoftmaxRows);

namespace {

struct RowsProblem {
  ConstMatrixView x;
  MatrixView y;
};
using Variants = std::vector<Variant<RowsProblem>>;

void softmax_scalar(const RowsProblem& problem) {
  const auto& [x, p] = problem;
  for (Index i = 0; i < x.rows; ++i) {
    const SoftmaxParts parts = softmax_parts(x.row(i), x.cols);
    const float reciprocal = 1.0F / parts.sum;
    for (Index j = 0; j < x.cols; ++j) p(i, j) = softmax_term(x(i, j), parts.max) * reciprocal;
  }
}

void log_softmax_scalar(const RowsProblem& problem) {
  const auto& [x, y] = problem;
  for (Index i = 0; i < x.rows; ++i) {
    const SoftmaxParts parts = softmax_parts(x.row(i), x.cols);
    const float log_sum = log_f32(parts.sum);
    for (Index j = 0; j < x.cols; ++j) y(i, j) = (x(i, j) - parts.max) - log_sum;
  }
}

template <auto kMember>
void run_eigen(const RowsProblem& problem) {
  const auto& [x, y] = problem;
  (rivals::eigen().rows.*kMember)(x.data, x.stride, y.data, y.stride, x.rows, x.cols);
}

void softmax_simd(const RowsProblem& problem) { HWY_DYNAMIC_DISPATCH(SoftmaxRows)(problem.x, problem.y); }
void log_softmax_simd(const RowsProblem& problem) { HWY_DYNAMIC_DISPATCH(LogSoftmaxRows)(problem.x, problem.y); }

const Variants& softmax_variants() {
  // Eigen's exp errs by an ULP more, and its sum by fewer or more roundings: both are within three bounds.
  static const Variants all = {{"scalar", softmax_scalar, true},
                               {"eigen", run_eigen<&rivals::RowRivals::softmax>, false, 2},
                               {"simd", softmax_simd, true}};
  return all;
}

const Variants& log_softmax_variants() {
  static const Variants all = {{"scalar", log_softmax_scalar, true},
                               {"eigen", run_eigen<&rivals::RowRivals::log_softmax>, false, 2},
                               {"simd", log_softmax_simd, true}};
  return all;
}

// Ordinary logits; the test has those whose terms are 0.
float logit(Draws& draws) { return 8 * Memory::uniform(draws); }

RowsProblem make(const Shape& s, Memory& memory) {
  if (s[2] == 0) return {memory.input("x", s[0], s[1], logit), memory.output("y", s[0], s[1])};
  const MatrixView y = memory.output("x", s[0], s[1], logit);
  return {y, y};
}

// The scale is the bound of the header.
std::vector<Expected> expected(const RowsProblem& problem, bool logarithm) {
  constexpr double kU = 0x1p-24;
  Expected y{"y", {}, {}};
  for (Index i = 0; i < problem.x.rows; ++i) {
    const float* x = problem.x.row(i);
    const std::vector<double> log_p = oracle::log_softmax(x, problem.x.cols);
    const SoftmaxErrors errors = softmax_errors(x, log_p, problem.x.cols);
    for (Index j = 0; j < problem.x.cols; ++j) {
      const double log = log_p[static_cast<std::size_t>(j)];
      const double p = std::exp(log);
      y.value.push_back(logarithm ? log : p);
      y.scale.push_back(logarithm ? kU * (errors.max - x[j] - log + errors.sum + 2 * errors.log_sum)
                                  : kU * (errors.term(x[j]) + errors.sum + 1) * p + 1.2e-38);
    }
  }
  return {y};
}

// Adding 8 to logits that are multiples of 2^-8 is exact, so the results are the same to the bit.
std::string shift_fault(void (*run)(const RowsProblem&), const Shape& s, Memory& memory) {
  const auto fill = [](float more) {
    return [more](Draws& draws) { return static_cast<float>(draws.below(1024)) * 0x1p-8F + more; };
  };
  const MatrixView x = memory.input("x", s[0], s[1], fill(0));
  const std::vector<double> all = values(x);
  std::size_t next = 0;
  const MatrixView shifted =
      memory.input("x + 8", s[0], s[1], [&](Draws&) { return static_cast<float>(all[next++]) + 8.0F; });
  const MatrixView y = memory.output("y", s[0], s[1]);
  const MatrixView z = memory.output("y of x + 8", s[0], s[1]);
  run({x, y});
  run({shifted, z});
  return values(y) == values(z) ? "" : "another constant in all logits gives other results";
}

Kernel<RowsProblem> sheet(const std::string& name, const std::string& formula, double flops, bool logarithm,
                          const Variants& variants) {
  return {
      .name = name,
      .formula = formula,
      .axes = {"rows", "cols", "inplace"},
      .cost =
          [flops](const Shape& s) {
            return Cost{flops * s[0] * s[1], 8.0 * s[0] * s[1]};
          },
      .check = {{0, 5, 0},
                {5, 0, 0},
                {3, 1, 0},
                {3, 2, 1},
                {7, 10, 0},
                {7, 10, 1},
                {2, 15, 0},
                {2, 16, 1},
                {2, 17, 0},
                {3, 33, 0},
                {3, 63, 0},
                {3, 64, 0},
                {3, 65, 1},
                {2, 131, 0},
                {1, 4097, 0}},
      .bench = {{128, 10, 0}, {128, 1000, 0}, {1000, 10, 0}, {1000, 100, 0}},
      .make = make,
      .oracle = [logarithm](const RowsProblem& problem) { return expected(problem, logarithm); },
      .bound = [](const Shape&, const Expected& e, std::size_t i, double slack) { return e.scale[i] * (1 + slack); },
      .results = [](const RowsProblem& problem) -> std::vector<std::vector<double>> { return {values(problem.y)}; },
      .properties = {{"shift invariance", shift_fault}},
      .variants = variants};
}

// exp 15, a difference, a maximum, a sum and a product.
RegisteredKernel softmax_kernel{sheet("softmax", "p_ij = exp(x_ij - m_i) / sum_l exp(x_il - m_i), m_i = max_l x_il", 19,
                                      false, softmax_variants())};
RegisteredKernel log_softmax_kernel{sheet("log_softmax",
                                          "y_ij = x_ij - m_i - log sum_l exp(x_il - m_i), m_i = max_l x_il", 20, true,
                                          log_softmax_variants())};

void run(const RegisteredKernel& kernel, const Variants& variants, const char* result, const RowsProblem& problem) {
  const auto& [x, y] = problem;
  require_shape(kernel.name().c_str(), "x", x, x.rows, x.cols);
  require_shape(kernel.name().c_str(), result, y, x.rows, x.cols);
  variants[kernel.selected()].run(problem);
}

}  // namespace

void softmax(ConstMatrixView x, MatrixView p) { run(softmax_kernel, softmax_variants(), "p", {x, p}); }
void log_softmax(ConstMatrixView x, MatrixView y) { run(log_softmax_kernel, log_softmax_variants(), "y", {x, y}); }

}  // namespace rederive
#endif
