#include "reference/kernels/sigmoid.h"

#include <cmath>
#include <string>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/sigmoid.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/elementary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

void SigmoidRow(const float* x, const float* bias, float* p, Index count) {
  const Floats d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  Index j = 0;
  for (; j + lanes <= count; j += lanes) {
    FloatVec z = hn::LoadU(d, x + j);
    if (bias != nullptr) z = hn::Add(z, hn::LoadU(d, bias + j));
    hn::StoreU(Sigmoid(z), d, p + j);
  }
  if (j == count) return;
  FloatVec z = LoadFirst(d, x + j, count - j);
  if (bias != nullptr) z = hn::Add(z, LoadFirst(d, bias + j, count - j));
  StoreFirst(Sigmoid(z), d, p + j, count - j);
}

void SigmoidRows(ConstMatrixView x, const float* bias, MatrixView p) {
  if (bias == nullptr && x.contiguous() && p.contiguous()) {
    SigmoidRow(x.data, bias, p.data, x.size());
    return;
  }
  for (Index i = 0; i < x.rows; ++i) SigmoidRow(x.row(i), bias, p.row(i), x.cols);
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/units.h"
#include "reference/oracles/bernoulli.h"

namespace rederive {

HWY_EXPORT(SigmoidRows);

namespace {

struct SigmoidProblem {
  Units units;
  MatrixView p;
};

void run_scalar(const SigmoidProblem& problem) {
  const auto& [units, p] = problem;
  for (Index i = 0; i < p.rows; ++i) {
    for (Index j = 0; j < p.cols; ++j) p(i, j) = sigmoid_f32(units.z(i, j));
  }
}

void run_eigen(const SigmoidProblem& problem) {
  const auto& [units, p] = problem;
  const float* bias = data_or_null(units.bias);
  for (Index i = 0; i < p.rows; ++i) rivals::eigen().sigmoid(units.x.row(i), bias, p.row(i), p.cols);
}

void run_simd(const SigmoidProblem& problem) {
  HWY_DYNAMIC_DISPATCH(SigmoidRows)(problem.units.x, data_or_null(problem.units.bias), problem.p);
}

const std::vector<Variant<SigmoidProblem>>& variants() {
  static const std::vector<Variant<SigmoidProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen, false, kEigenLogisticSlack}, {"simd", run_simd, true}};
  return all;
}

SigmoidProblem make(const Shape& s, Memory& memory) {
  SigmoidProblem problem{};
  problem.units = make_units(s, memory, problem.p);
  return problem;
}

// p in the value, its error in the scale.
std::vector<Expected> oracle_values(const SigmoidProblem& problem) {
  Expected p{"p", {}, {}};
  for (Index i = 0; i < problem.p.rows; ++i) {
    for (Index j = 0; j < problem.p.cols; ++j) {
      p.value.push_back(oracle::sigmoid(problem.units.z(i, j)));
      p.scale.push_back(probability_error(p.value.back()));
    }
  }
  return {p};
}

std::string symmetry_fault(void (*run)(const SigmoidProblem&), const Shape& s, Memory& memory) {
  const MatrixView x = memory.input("x", s[0], s[1], &Memory::logit);
  std::vector<double> positive = values(x);
  Index next = 0;
  const MatrixView minus = memory.input(
      "-x", s[0], s[1], [&](Draws&) { return static_cast<float>(-positive[static_cast<std::size_t>(next++)]); });
  const MatrixView p = memory.output("p(x)", s[0], s[1]);
  const MatrixView q = memory.output("p(-x)", s[0], s[1]);
  run({{x, {}}, p});
  run({{minus, {}}, q});
  for (Index i = 0; i < s[0]; ++i) {
    for (Index j = 0; j < s[1]; ++j) {
      // Eight u: ours are 2 + 4 p (1 - p), and a rival has been seen 2.9 further away for each of the two.
      if (!(std::fabs(static_cast<double>(p(i, j)) + q(i, j) - 1) <= 0x1p-21)) {
        return "p(x) + p(-x) is not 1 at x = " + std::to_string(x(i, j));
      }
    }
  }
  return "";
}

RegisteredKernel sigmoid_kernel{Kernel<SigmoidProblem>{
    .name = "sigmoid",
    .formula = "p_ij = 1 / (1 + exp(-(x_ij + bias_j)))",
    .axes = {"rows", "cols", "bias", "inplace"},
    // exp 15, two additions, one division, limits and bias; x and p once.
    .cost =
        [](const Shape& s) {
          return Cost{20.0 * s[0] * s[1], 8.0 * s[0] * s[1]};
        },
    .check = unit_shapes({{2, 17, 0, 0}, {7, 31, 1, 0}, {4, 33, 0, 1}, {1, 4097, 1, 0}}),
    .bench = {{10, 100, 1, 0}, {100, 100, 1, 0}, {100, 784, 1, 0}, {1000, 1000, 0, 0}},
    .make = make,
    .oracle = oracle_values,
    .bound = [](const Shape&, const Expected& e, std::size_t i, double slack) { return e.scale[i] + slack; },
    .results = [](const SigmoidProblem& p) -> std::vector<std::vector<double>> { return {values(p.p)}; },
    .properties = {{"symmetry", symmetry_fault}},
    .variants = variants()}};

}  // namespace

void sigmoid(ConstMatrixView logits, std::span<const float> bias, MatrixView probabilities) {
  const Units units{logits, bias};
  require_units("sigmoid", units);
  require_shape("sigmoid", "the probabilities", probabilities, logits.rows, logits.cols);
  variants()[sigmoid_kernel.selected()].run({units, probabilities});
}

}  // namespace rederive
#endif
