#include "reference/kernels/bernoulli_nll.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/bernoulli_nll.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/elementary-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

constexpr Index kSums = 16;

#if HWY_TARGET == HWY_SCALAR

double RowNll(const float* x, const float* bias, const float* t, Index count) {
  double sums[kSums] = {};
  for (Index j = 0; j < count; ++j) {
    FloatVec z = hn::Load(Floats(), x + j);
    if (bias != nullptr) z = hn::Add(z, hn::Load(Floats(), bias + j));
    sums[j % kSums] += Nll(z, t == nullptr ? hn::Zero(Floats()) : hn::Load(Floats(), t + j)).raw;
  }
  for (Index width = kSums / 2; width > 0; width /= 2) {
    for (Index l = 0; l < width; ++l) sums[l] += sums[l + width];
  }
  return sums[0];
}

#else

using Doubles = hn::ScalableTag<double>;
using DoubleVec = hn::Vec<Doubles>;
constexpr int kVectors = static_cast<int>(kSums / hn::MaxLanes(Floats()));  // of float, and twice as many of double

// Adds the terms of up to sixteen columns to their sums, both in registers. kWhole: there are sixteen.
template <bool kWhole>
HWY_INLINE void AddTerms(const float* x, const float* bias, const float* t, Index count,
                         DoubleVec (&sums)[2 * kVectors]) {
  const Floats d;
  const Doubles d64;
  const hn::Half<Floats> half;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) {
    const Index l = v * lanes;
    const Index left = std::clamp<Index>(count - l, 0, lanes);
    const auto load = [&](const float* from) { return kWhole ? hn::LoadU(d, from + l) : LoadFirst(d, from + l, left); };
    FloatVec z = load(x);
    if (bias != nullptr) z = hn::Add(z, load(bias));
    FloatVec term = Nll(z, t == nullptr ? hn::Zero(d) : load(t));
    if (!kWhole) term = hn::IfThenElseZero(hn::FirstN(d, static_cast<std::size_t>(left)), term);
    sums[2 * v] = hn::Add(sums[2 * v], hn::PromoteTo(d64, hn::LowerHalf(half, term)));
    sums[2 * v + 1] = hn::Add(sums[2 * v + 1], hn::PromoteTo(d64, hn::UpperHalf(half, term)));
  }
}

double RowNll(const float* x, const float* bias, const float* t, Index count) {
  const Doubles d64;
  DoubleVec vectors[2 * kVectors];
#pragma GCC unroll 8
  for (int v = 0; v < 2 * kVectors; ++v) vectors[v] = hn::Zero(d64);
  Index j = 0;
  const auto at = [&](const float* row) { return row == nullptr ? nullptr : row + j; };
  for (; j + kSums <= count; j += kSums) AddTerms<true>(x + j, at(bias), at(t), kSums, vectors);
  if (j < count) AddTerms<false>(x + j, at(bias), at(t), count - j, vectors);
  alignas(64) double sums[kSums];
#pragma GCC unroll 8
  for (int v = 0; v < 2 * kVectors; ++v) hn::Store(vectors[v], d64, sums + v * static_cast<Index>(hn::Lanes(d64)));
  for (Index width = kSums / 2; width > 0; width /= 2) {
    for (Index l = 0; l < width; ++l) sums[l] += sums[l + width];
  }
  return sums[0];
}

#endif

void BernoulliNllRows(ConstMatrixView x, const float* bias, ConstMatrixView t, double* rows) {
  for (Index i = 0; i < x.rows; ++i) rows[i] = RowNll(x.row(i), bias, t.data == nullptr ? nullptr : t.row(i), x.cols);
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/oracles/bernoulli.h"

namespace rederive {

HWY_EXPORT(BernoulliNllRows);

namespace {

struct NllProblem {
  ConstMatrixView x;
  std::span<const float> bias;
  ConstMatrixView t;  // its data is null where there are none
  std::span<double> rows;
};

void run_scalar(const NllProblem& problem) {
  const auto& [x, bias, t, rows] = problem;
  for (Index i = 0; i < x.rows; ++i) {
    std::array<double, 16> sums{};
    for (Index j = 0; j < x.cols; ++j) {
      const float z = bias.empty() ? x(i, j) : x(i, j) + bias[static_cast<std::size_t>(j)];
      sums[static_cast<std::size_t>(j % 16)] += nll_f32(z, t.data == nullptr ? 0.0F : t(i, j));
    }
    for (std::size_t width = 8; width > 0; width /= 2) {
      for (std::size_t l = 0; l < width; ++l) sums[l] += sums[l + width];
    }
    rows[static_cast<std::size_t>(i)] = sums[0];
  }
}

void run_eigen(const NllProblem& problem) {
  const auto& [x, bias, t, rows] = problem;
  for (Index i = 0; i < x.rows; ++i) {
    const float* targets = t.data == nullptr ? nullptr : t.row(i);
    rows[static_cast<std::size_t>(i)] = rivals::eigen().bernoulli_nll(x.row(i), data_or_null(bias), targets, x.cols);
  }
}

void run_simd(const NllProblem& problem) {
  HWY_DYNAMIC_DISPATCH(BernoulliNllRows)(problem.x, data_or_null(problem.bias), problem.t, problem.rows.data());
}

const std::vector<Variant<NllProblem>>& variants() {
  static const std::vector<Variant<NllProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen}, {"simd", run_simd, true}};
  return all;
}

// Targets are pixels: mostly 0 and 1, some grey.
float pixel(Draws& draws) {
  const std::uint32_t kind = draws.below(4);
  return kind == 0 ? draws.uniform() : static_cast<float>(kind % 2);
}

NllProblem make(const Shape& s, Memory& memory) {
  NllProblem problem{memory.input("x", s[0], s[1], &Memory::logit), {}, {}, memory.output_doubles("row sums", s[0])};
  if (s[2] != 0) problem.bias = {memory.input("bias", 1, s[1], &Memory::uniform).data, static_cast<std::size_t>(s[1])};
  if (s[3] != 0) problem.t = memory.input("t", s[0], s[1], pixel);
  return problem;
}

std::vector<Expected> oracle_values(const NllProblem& problem) {
  Expected rows{"row sums", {}, {}};
  const auto& x = problem.x;
  for (Index i = 0; i < x.rows; ++i) {
    double sum = 0;
    double magnitude = 0;
    for (Index j = 0; j < x.cols; ++j) {
      const double z = x(i, j) + (problem.bias.empty() ? 0.0F : problem.bias[static_cast<std::size_t>(j)]);
      const double t = problem.t.data == nullptr ? 0 : problem.t(i, j);
      sum += oracle::bernoulli_nll(z, t);
      magnitude += oracle::softplus(z) + std::fabs(t * z);
    }
    rows.value.push_back(sum);
    rows.scale.push_back(magnitude);
  }
  return {rows};
}

// Each term by its own size; its part below 2.8e-38 by the floor of exp; the sum itself is in double.
double bound(const Shape& s, const Expected& e, std::size_t i, double /*slack*/) {
  return 8 * 0x1p-24 * e.scale[i] + static_cast<double>(s[1]) * 2.8e-38;
}

// With a target of 1 in place of 0 the cost is less by z; both magnitudes are below three times off + on.
std::string target_fault(void (*run)(const NllProblem&), const Shape& s, Memory& memory) {
  const MatrixView x = memory.input("x", s[0], s[1], &Memory::logit);
  const MatrixView ones = memory.input("ones", s[0], s[1], [](Draws&) { return 1.0F; });
  const std::span<double> off = memory.output_doubles("targets 0", s[0]);
  const std::span<double> on = memory.output_doubles("targets 1", s[0]);
  run({x, {}, {}, off});
  run({x, {}, ones, on});
  for (Index i = 0; i < s[0]; ++i) {
    double logits = 0;
    for (Index j = 0; j < s[1]; ++j) logits += x(i, j);
    const auto row = static_cast<std::size_t>(i);
    if (!(std::fabs(off[row] - on[row] - logits) <= 24 * 0x1p-24 * (off[row] + on[row]))) {
      return "the costs of targets 0 and 1 do not differ by the logits";
    }
  }
  return "";
}

RegisteredKernel bernoulli_nll_kernel{
    Kernel<NllProblem>{.name = "bernoulli_nll",
                       .formula = "row_i = sum_j log(1 + exp(z_ij)) - t_ij z_ij, z_ij = x_ij + bias_j",
                       .axes = {"rows", "cols", "bias", "targets"},
                       // exp 15, log1p 11, the rest 8; x and t once.
                       .cost =
                           [](const Shape& s) {
                             return Cost{34.0 * s[0] * s[1], (s[3] != 0 ? 8.0 : 4.0) * s[0] * s[1] + 8.0 * s[0]};
                           },
                       .check = {{0, 5, 1, 0},
                                 {5, 0, 0, 0},
                                 {1, 1, 0, 0},
                                 {1, 1, 1, 1},
                                 {3, 7, 1, 0},
                                 {3, 7, 0, 1},
                                 {2, 15, 1, 1},
                                 {2, 16, 1, 0},
                                 {2, 17, 0, 1},
                                 {7, 31, 1, 1},
                                 {4, 33, 0, 1},
                                 {1, 4097, 1, 1},
                                 {11, 100, 1, 0}},
                       .bench = {{100, 100, 1, 0}, {100, 784, 1, 1}, {1000, 1000, 0, 1}},
                       .make = make,
                       .oracle = oracle_values,
                       .bound = bound,
                       .results = [](const NllProblem& p) -> std::vector<std::vector<double>> {
                         return {{p.rows.begin(), p.rows.end()}};
                       },
                       .properties = {{"targets", target_fault}},
                       .variants = variants()}};

}  // namespace

void bernoulli_nll(ConstMatrixView logits, std::span<const float> bias, ConstMatrixView targets,
                   std::span<double> row_sums) {
  require_shape("bernoulli_nll", "the logits", logits, logits.rows, logits.cols);
  require_length("bernoulli_nll", "the bias", bias.size(), logits.cols, true);
  require_length("bernoulli_nll", "the row sums", row_sums.size(), logits.rows, false);
  const bool none = targets.rows == 0 && targets.cols == 0;
  if (!none) require_shape("bernoulli_nll", "the targets", targets, logits.rows, logits.cols);
  variants()[bernoulli_nll_kernel.selected()].run({logits, bias, none ? ConstMatrixView{} : targets, row_sums});
}

}  // namespace rederive
#endif
