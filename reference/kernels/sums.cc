#include "reference/kernels/sums.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "reference/kernels/elementary.h"
#include "reference/kernels/lanes.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/sums_simd.h"
#include "reference/oracles/sums.h"

namespace rederive {

namespace {

struct SumProblem {
  ConstMatrixView x;
  ConstMatrixView t;  // its data is null where the kernel has one operand
  std::span<double> sums;
};
using Variants = std::vector<Variant<SumProblem>>;

template <double (*kTerm)(float x, float t)>
void run_scalar(const SumProblem& problem) {
  const auto& [x, t, sums] = problem;
  for (Index i = 0; i < x.rows; ++i) {
    const float* row = x.row(i);
    const float* other = t.data == nullptr ? row : t.row(i);
    sums[static_cast<std::size_t>(i)] = sum_in_lanes<double>(x.cols, [=](Index j) { return kTerm(row[j], other[j]); });
  }
}

template <auto kMember>
void run_eigen(const SumProblem& problem) {
  const auto& [x, t, sums] = problem;
  (rivals::eigen().rows.*kMember)(x.data, t.data, sums.data(), x.rows, x.cols, x.stride, t.stride);
}

double plain_term(float x, float /*t*/) { return x; }
double squared_term(float x, float t) { return static_cast<double>(x - t) * (x - t); }
double entropy_term(float p, float t) { return t == 0 ? 0.0F : -(t * log_f32(p)); }

void run_row_sums_simd(const SumProblem& p) { row_sums_simd(p.x, p.sums.data()); }
void run_squared_error_simd(const SumProblem& p) { squared_error_simd(p.x, p.t, p.sums.data()); }
void run_cross_entropy_simd(const SumProblem& p) { cross_entropy_simd(p.x, p.t, p.sums.data()); }

// What the three differ in.
struct Sum {
  const char* name;
  const char* formula;
  double flops;
  float (*fill)(Draws&);
  float (*targets)(Draws&);  // null where there are none
  double (*term)(double x, double t);
  double error;  // of a term, relative
  double least;  // and absolute
  Variants variants;
};

SumProblem make(const Sum& sum, const Shape& s, Memory& memory) {
  SumProblem problem{memory.input("x", s[0], s[1], sum.fill), {}, memory.output_doubles("sums", s[0])};
  if (sum.targets != nullptr) problem.t = memory.input("t", s[0], s[1], sum.targets);
  return problem;
}

// The scale is the bound of the header.
std::vector<Expected> expected(const Sum& sum, const SumProblem& problem) {
  Expected sums{"sums", {}, {}};
  const auto cols = static_cast<double>(problem.x.cols);
  for (Index i = 0; i < problem.x.rows; ++i) {
    double value = 0;
    double magnitude = 0;
    for (Index j = 0; j < problem.x.cols; ++j) {
      const double term = sum.term(problem.x(i, j), problem.t.data == nullptr ? 0 : problem.t(i, j));
      value += term;
      magnitude += std::fabs(term);
    }
    sums.value.push_back(value);
    // The oracle's own chain of doubles errs by up to cols U.
    sums.scale.push_back((sum.error + 1.1 * cols * 0x1p-53) * magnitude + cols * sum.least);
  }
  return {sums};
}

// Nothing but zeros in the rows after the first: their sums are 0, and the first is not theirs.
std::string separate_fault(const Sum& sum, void (*run)(const SumProblem&), const Shape& s, Memory& memory) {
  SumProblem problem = make(sum, s, memory);
  run(problem);
  const std::vector<double> before(problem.sums.begin(), problem.sums.end());
  for (Index first = 0; first < s[0]; ++first) {
    problem.sums = memory.output_doubles("one row", 1);
    SumProblem one{problem.x.row_range(first, 1), {}, problem.sums};
    if (problem.t.data != nullptr) one.t = problem.t.row_range(first, 1);
    run(one);
    if (one.sums[0] != before[static_cast<std::size_t>(first)]) return "a row alone has another sum";
  }
  return "";
}

Kernel<SumProblem> sheet(const Sum& sum) {
  return {
      .name = sum.name,
      .formula = sum.formula,
      .axes = {"rows", "cols"},
      .cost =
          [sum](const Shape& s) {
            return Cost{sum.flops * s[0] * s[1], (sum.targets == nullptr ? 4.0 : 8.0) * s[0] * s[1] + 8.0 * s[0]};
          },
      .check = {{0, 5}, {5, 0}, {3, 1}, {3, 7}, {2, 15}, {3, 16}, {2, 17}, {5, 33}, {2, 255}, {3, 257}, {1, 4097}},
      .bench = {{128, 10}, {100, 784}, {1000, 1000}},
      .make = [sum](const Shape& s, Memory& memory) { return make(sum, s, memory); },
      .oracle = [sum](const SumProblem& problem) { return expected(sum, problem); },
      .bound = [](const Shape&, const Expected& e, std::size_t i, double slack) { return e.scale[i] * (1 + slack); },
      .results = [](const SumProblem& p) -> std::vector<std::vector<double>> {
        return {{p.sums.begin(), p.sums.end()}};
      },
      .properties = {{"rows are separate", [sum](void (*run)(const SumProblem&), const Shape& s,
                                                 Memory& memory) { return separate_fault(sum, run, s, memory); }}},
      .variants = sum.variants};
}

class SumKernel {
 public:
  explicit SumKernel(Sum sum) : sum_(std::move(sum)), registered_(sheet(sum_)) {}

  void operator()(const SumProblem& problem) const {
    const auto& [x, t, sums] = problem;
    require_shape(sum_.name, "x", x, x.rows, x.cols);
    if (sum_.targets != nullptr) require_shape(sum_.name, "t", t, x.rows, x.cols);
    require_length(sum_.name, "the sums", sums.size(), x.rows, false);
    sum_.variants[registered_.selected()].run(problem);
  }

  /// All rows, a few at a time.
  double total(ConstMatrixView x, ConstMatrixView t) const {
    constexpr Index kRows = 64;
    std::array<double, kRows> sums;
    if (sum_.targets != nullptr) require_shape(sum_.name, "t", t, x.rows, x.cols);
    double all = 0;
    for (Index first = 0; first < x.rows; first += kRows) {
      const Index rows = std::min(kRows, x.rows - first);
      const std::span<double> some(sums.data(), static_cast<std::size_t>(rows));
      (*this)({x.row_range(first, rows), t.data == nullptr ? t : t.row_range(first, rows), some});
      for (const double sum : some) all += sum;
    }
    return all;
  }

 private:
  Sum sum_;
  RegisteredKernel registered_;
};

float probability(Draws& draws) { return sigmoid_f32(10 * Memory::uniform(draws)); }
float pixel(Draws& draws) { return draws.below(3) == 0 ? 0.0F : draws.uniform(); }

// Errors are stated as in the header; sums in double of up to 2^20 columns add nothing that shows beside u.
const SumKernel row_sums_kernel{{"row_sums",
                                 "s_i = sum_j x_ij",
                                 1,
                                 &Memory::uniform,
                                 nullptr,
                                 [](double x, double) { return x; },
                                 0,
                                 0,
                                 {{"scalar", run_scalar<plain_term>, true},
                                  {"eigen", run_eigen<&rivals::RowRivals::row_sums>},
                                  {"simd", run_row_sums_simd, true}}}};
const SumKernel squared_error_kernel{{"squared_error",
                                      "s_i = sum_j (x_ij - t_ij)^2",
                                      3,
                                      &Memory::uniform,
                                      &Memory::uniform,
                                      oracle::squared_error,
                                      2.1 * 0x1p-24,
                                      0,
                                      {{"scalar", run_scalar<squared_term>, true},
                                       {"eigen", run_eigen<&rivals::RowRivals::squared_error>},
                                       {"simd", run_squared_error_simd, true}}}};
// Eigen's logarithm has up to 2 ULP.
const SumKernel cross_entropy_kernel{{"cross_entropy",
                                      "s_i = -sum_j t_ij log p_ij",
                                      29,
                                      probability,
                                      pixel,
                                      oracle::cross_entropy,
                                      3.1 * 0x1p-24,
                                      0x1p-149,
                                      {{"scalar", run_scalar<entropy_term>, true},
                                       {"eigen", run_eigen<&rivals::RowRivals::cross_entropy>, false, 1},
                                       {"simd", run_cross_entropy_simd, true}}}};

}  // namespace

void row_sums(ConstMatrixView x, std::span<double> sums) { row_sums_kernel({x, {}, sums}); }
void squared_error(ConstMatrixView x, ConstMatrixView t, std::span<double> sums) { squared_error_kernel({x, t, sums}); }
void cross_entropy(ConstMatrixView p, ConstMatrixView t, std::span<double> sums) { cross_entropy_kernel({p, t, sums}); }

double total(ConstMatrixView x) { return row_sums_kernel.total(x, {}); }
double total_squared_error(ConstMatrixView x, ConstMatrixView t) { return squared_error_kernel.total(x, t); }
double total_cross_entropy(ConstMatrixView p, ConstMatrixView t) { return cross_entropy_kernel.total(p, t); }

}  // namespace rederive
