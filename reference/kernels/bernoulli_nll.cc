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
constexpr Index kVectors = static_cast<Index>(kSums / hn::MaxLanes(Floats()));  // of float, and twice as many of double

// Adds the terms of up to sixteen columns to their sums, both in registers. kWhole: there are sixteen.
template <bool kWhole>
HWY_INLINE void AddTerms(const float* x, const float* bias, const float* t, Index count,
                         DoubleVec (&sums)[2 * kVectors]) {
  const Floats d;
  const Doubles d64;
  const hn::Half<Floats> half;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
#pragma GCC unroll 4
  for (Index v = 0; v < kVectors; ++v) {
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
  for (Index v = 0; v < 2 * kVectors; ++v) vectors[v] = hn::Zero(d64);
  Index j = 0;
  const auto at = [&](const float* row) { return row == nullptr ? nullptr : row + j; };
  for (; j + kSums <= count; j += kSums) AddTerms<true>(x + j, at(bias), at(t), kSums, vectors);
  if (j < count) AddTerms<false>(x + j, at(bias), at(t), count - j, vectors);
  alignas(64) double sums[kSums];
#pragma GCC unroll 8
  for (Index v = 0; v < 2 * kVectors; ++v) hn::Store(vectors[v], d64, sums + v * static_cast<Index>(hn::Lanes(d64)));
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
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/units.h"
#include "reference/oracles/bernoulli.h"

namespace rederive {

HWY_EXPORT(BernoulliNllRows);

namespace {

struct NllProblem {
  Units units;
  ConstMatrixView t;  // its data is null where there are none
  std::span<double> rows;

  float target(Index i, Index j) const { return t.data == nullptr ? 0.0F : t(i, j); }
};

void run_scalar(const NllProblem& problem) {
  const Units& units = problem.units;
  for (Index i = 0; i < units.x.rows; ++i) {
    std::array<double, 16> sums{};
    for (Index j = 0; j < units.x.cols; ++j) {
      sums[static_cast<std::size_t>(j % 16)] += nll_f32(units.z(i, j), problem.target(i, j));
    }
    for (std::size_t width = 8; width > 0; width /= 2) {
      for (std::size_t l = 0; l < width; ++l) sums[l] += sums[l + width];
    }
    problem.rows[static_cast<std::size_t>(i)] = sums[0];
  }
}

void run_eigen(const NllProblem& problem) {
  const auto& [units, t, rows] = problem;
  const float* bias = data_or_null(units.bias);
  for (Index i = 0; i < units.x.rows; ++i) {
    const float* targets = t.data == nullptr ? nullptr : t.row(i);
    rows[static_cast<std::size_t>(i)] = rivals::eigen().bernoulli_nll(units.x.row(i), bias, targets, units.x.cols);
  }
}

void run_simd(const NllProblem& problem) {
  HWY_DYNAMIC_DISPATCH(BernoulliNllRows)
  (problem.units.x, data_or_null(problem.units.bias), problem.t, problem.rows.data());
}

const std::vector<Variant<NllProblem>>& variants() {
  // Eigen's pass rounds log(1 + exp(z)) and t z before it subtracts: 2 u |z| a term where ours has none at t = 1. |z|
  // is 9 on the average here, so 2^-20 a term. On the shapes of the checks it was not needed.
  static const std::vector<Variant<NllProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen, false, 0x1p-20}, {"simd", run_simd, true}};
  return all;
}

// Targets are pixels: mostly 0 and 1, some grey.
float pixel(Draws& draws) {
  const std::uint32_t kind = draws.below(4);
  return kind == 0 ? draws.uniform() : static_cast<float>(kind % 2);
}

NllProblem make(const Shape& s, Memory& memory) {
  NllProblem problem{make_units(s, memory), {}, memory.output_doubles("row sums", s[0])};
  if (s[3] != 0) problem.t = memory.input("t", s[0], s[1], pixel);
  return problem;
}

// The error of a term, in u = 2^-24 and to first order. Its parts are A = max(z, 0) - t z and T = log1p(E), E =
// exp(-|z|). E has 1 ULP at most, which is 2 u E, and log1p 2 ULP (both measured over all floats of their ranges:
// elementary.h); log1p(c E) lies between T and c T, so T has 2 + 4. A is rounded once, and so is A + T: together
// 2 |A| + 7 T.
std::vector<Expected> oracle_values(const NllProblem& problem) {
  Expected rows{"row sums", {}, {}};
  const auto& [x, bias] = problem.units;
  for (Index i = 0; i < x.rows; ++i) {
    double sum = 0;
    double error = 0;
    for (Index j = 0; j < x.cols; ++j) {
      const double z = problem.units.z(i, j);
      const double t = problem.target(i, j);
      sum += oracle::bernoulli_nll(z, t);
      error += 2 * std::fabs(std::max(z, 0.0) - t * z) + 7 * oracle::softplus(-std::fabs(z));
    }
    rows.value.push_back(sum);
    rows.scale.push_back(error);
  }
  return {rows};
}

// What is of second order is 2 u of the terms' errors at most. The two sums in double, ours in sixteen parts and the
// oracle's, are off by less than 2 (cols + 4) 2^-53 of the terms, which are half the scale at most. Where |z| > 86.5
// the tail stays, below 2.8e-38.
double bound(const Shape& s, const Expected& e, std::size_t i, double slack) {
  const auto cols = static_cast<double>(s[1]);
  return (1 + 4 * 0x1p-24 + (cols + 4) * 0x1p-29) * 0x1p-24 * e.scale[i] + cols * (2.8e-38 + slack);
}

// With a target of 1 in place of 0 the cost is less by z. The two errors are 2 |z| + 14 T, off + on is |z| + 2 T: so
// seven u of it are allowed, and an eighth for a rival that rounds log(1 + exp(z)) before it subtracts.
std::string target_fault(void (*run)(const NllProblem&), const Shape& s, Memory& memory) {
  const MatrixView x = memory.input("x", s[0], s[1], &Memory::logit);
  const MatrixView ones = memory.input("ones", s[0], s[1], [](Draws&) { return 1.0F; });
  const std::span<double> off = memory.output_doubles("targets 0", s[0]);
  const std::span<double> on = memory.output_doubles("targets 1", s[0]);
  run({{x, {}}, {}, off});
  run({{x, {}}, ones, on});
  for (Index i = 0; i < s[0]; ++i) {
    double logits = 0;
    for (Index j = 0; j < s[1]; ++j) logits += x(i, j);
    const auto row = static_cast<std::size_t>(i);
    if (!(std::fabs(off[row] - on[row] - logits) <= 8 * 0x1p-24 * (off[row] + on[row]))) {
      return "the costs of targets 0 and 1 do not differ by the logits";
    }
  }
  return "";
}

RegisteredKernel bernoulli_nll_kernel{Kernel<NllProblem>{
    .name = "bernoulli_nll",
    .formula = "row_i = sum_j log(1 + exp(z_ij)) - t_ij z_ij, z_ij = x_ij + bias_j",
    .axes = {"rows", "cols", "bias", "targets"},
    // exp 15, log1p 11, the rest 8; x and t once.
    .cost =
        [](const Shape& s) {
          return Cost{34.0 * s[0] * s[1], (s[3] != 0 ? 8.0 : 4.0) * s[0] * s[1] + 8.0 * s[0]};
        },
    .check = unit_shapes({{2, 17, 0, 1}, {7, 31, 1, 1}, {4, 33, 0, 1}, {1, 4097, 1, 1}, {11, 100, 1, 0}}),
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
  const Units units{logits, bias};
  require_units("bernoulli_nll", units);
  require_length("bernoulli_nll", "the row sums", row_sums.size(), logits.rows, false);
  const bool none = targets.rows == 0 && targets.cols == 0;
  if (!none) require_shape("bernoulli_nll", "the targets", targets, logits.rows, logits.cols);
  variants()[bernoulli_nll_kernel.selected()].run({units, none ? ConstMatrixView{} : targets, row_sums});
}

}  // namespace rederive
#endif
