#include "reference/kernels/gemv.h"

#include <cmath>
#include <string>
#include <vector>

#include "reference/kernels/chain_bound.h"
#include "reference/kernels/gemv_simd.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/rivals/openblas.h"
#include "reference/oracles/gemm.h"

namespace rederive {
namespace {

struct GemvProblem {
  float alpha;
  ConstMatrixView a;
  Op op;
  std::span<const float> x;
  float beta;
  std::span<float> y;
};

void run_scalar(const GemvProblem& p) {
  for (std::size_t i = 0; i < p.y.size(); ++i) {
    const auto row = static_cast<Index>(i);
    float sum = 0;
    for (std::size_t l = 0; l < p.x.size(); ++l) {
      const auto link = static_cast<Index>(l);
      sum = std::fma(p.op == Op::none ? p.a(row, link) : p.a(link, row), p.x[l], sum);
    }
    p.y[i] = p.beta == 0 ? p.alpha * sum : std::fma(p.alpha, sum, p.beta * p.y[i]);
  }
}

void run_eigen(const GemvProblem& p) {
  rivals::eigen().gemv(p.alpha, p.a.data, p.a.stride, p.op == Op::transpose, p.x.data(), p.beta, p.y.data(), p.a.rows,
                       p.a.cols);
}

void run_openblas(const GemvProblem& p) {
  rivals::openblas_gemv(p.alpha, p.a.data, p.a.stride, p.op == Op::transpose, p.x.data(), p.beta, p.y.data(), p.a.rows,
                        p.a.cols);
}

void run_simd(const GemvProblem& p) { gemv_simd(p.alpha, p.a, p.op, p.x.data(), 1, p.beta, p.y.data(), 1); }

const std::vector<Variant<GemvProblem>>& variants() {
  static const std::vector<Variant<GemvProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen}, {"openblas", run_openblas}, {"simd", run_simd, true}};
  return all;
}

// The shape's last number: what y is scaled by and added to.
struct Scaling {
  float alpha, beta;
};
constexpr Scaling kScalings[] = {{1, 0}, {1, 1}, {-0.5F, 0.75F}, {0, 2}};

std::span<float> numbers(MatrixView row) { return {row.data, static_cast<std::size_t>(row.cols)}; }

// Rows and columns of A as it is stored.
GemvProblem make(const Shape& s, Memory& memory) {
  const auto [alpha, beta] = kScalings[s[3]];
  const Op op = s[2] == 0 ? Op::none : Op::transpose;
  const Index outputs = op == Op::none ? s[0] : s[1];
  const Index depth = op == Op::none ? s[1] : s[0];
  const ConstMatrixView a = memory.input("A", s[0], s[1], &Memory::uniform);
  const std::span<const float> x = numbers(memory.input("x", 1, depth, &Memory::uniform));
  // With beta = 0 nobody may read y, so it holds NaN.
  return {alpha, a, op, x, beta, numbers(memory.output("y", 1, outputs, beta == 0 ? &Memory::nan : &Memory::uniform))};
}

std::vector<double> outputs(const GemvProblem& p) { return {p.y.begin(), p.y.end()}; }

std::vector<Expected> oracle_values(const GemvProblem& p) {
  const auto column = [](std::span<const float> of) {
    return ConstMatrixView{of.data(), static_cast<Index>(of.size()), 1, 1};
  };
  auto product = oracle::gemm(p.alpha, p.a, p.op == Op::transpose, column(p.x), false, p.beta, column(p.y));
  return {{"y", std::move(product.value), std::move(product.magnitude)}};
}

// As gemm's.
double bound(const Shape& s, const Expected& expected, std::size_t i, double /*slack*/) {
  return chain_bound((s[2] == 0 ? s[1] : s[0]) + 2, expected.scale[i]);
}

// A product with the identity adds zeros only: exact in any order of summation.
std::string identity_fault(void (*run)(const GemvProblem&), const Shape& s, Memory& memory) {
  const Index n = s[0];
  Index place = 0;
  const auto diagonal = [&](Draws&) { return place++ % (n + 1) == 0 ? 1.0F : 0.0F; };
  const MatrixView a = memory.input("I", n, n, diagonal);
  const MatrixView x = memory.input("x", 1, n, &Memory::uniform);
  const MatrixView y = memory.output("Ix", 1, n);
  run({1, a, s[2] == 0 ? Op::none : Op::transpose, numbers(x), 0, numbers(y)});
  return values(y) == values(x) ? "" : "a product with the identity is not the vector";
}

// Multiplying by a power of two rounds nothing.
std::string doubling_fault(void (*run)(const GemvProblem&), const Shape& s, Memory& memory) {
  GemvProblem p = make({s[0], s[1], s[2], 0}, memory);
  run(p);
  std::vector<double> once = outputs(p);
  p.alpha = 2;
  p.y = numbers(memory.output("y twice", 1, static_cast<Index>(once.size())));
  run(p);
  for (double& value : once) value *= 2;
  return outputs(p) == once ? "" : "alpha = 2 does not give twice the result of alpha = 1";
}

RegisteredKernel gemv_kernel{Kernel<GemvProblem>{
    .name = "gemv",
    .formula = "y = alpha op(A) x + beta y",
    .axes = {"rows", "cols", "t", "s"},
    .cost =
        [](const Shape& s) {
          const double rows = s[0], cols = s[1];
          return Cost{2 * rows * cols, 4 * (rows * cols + rows + cols)};
        },
    // Sizes 0 and 1; fewer rows than a vector has lanes, whole vectors and pairs of them +- 1; steps of 4 and 8 +- 1.
    .check = {{1, 1, 0, 0},   {1, 1, 1, 2},     {0, 5, 0, 1},     {5, 0, 0, 1},    {5, 0, 0, 0},   {0, 5, 1, 2},
              {0, 5, 1, 0},   {5, 0, 1, 1},     {3, 7, 0, 2},     {3, 7, 1, 2},    {7, 3, 0, 3},   {7, 3, 1, 3},
              {15, 16, 0, 1}, {16, 15, 0, 0},   {17, 17, 0, 2},   {31, 33, 0, 0},  {32, 4, 0, 1},  {33, 5, 0, 2},
              {47, 63, 0, 1}, {64, 65, 0, 2},   {15, 16, 1, 1},   {16, 15, 1, 0},  {17, 17, 1, 2}, {31, 33, 1, 0},
              {9, 64, 1, 1},  {10, 65, 1, 2},   {11, 63, 1, 0},   {1, 100, 0, 2},  {100, 1, 0, 1}, {1, 100, 1, 2},
              {100, 1, 1, 1}, {37, 2050, 0, 0}, {2050, 37, 1, 1}, {3, 1031, 1, 0}, {1031, 3, 0, 2}},
    // The weights of an RBM, for one digit up and down; and a square beyond the second cache of most machines.
    .bench = {{784, 100, 0, 0},
              {784, 100, 1, 0},
              {100, 784, 0, 0},
              {100, 784, 1, 0},
              {1000, 1000, 0, 0},
              {1000, 1000, 1, 0}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = [](const GemvProblem& p) -> std::vector<std::vector<double>> { return {outputs(p)}; },
    .properties = {{"identity", identity_fault}, {"doubling", doubling_fault}},
    .variants = variants()}};

}  // namespace

void gemv(float alpha, ConstMatrixView a, Op op, std::span<const float> x, float beta, std::span<float> y) {
  require_shape("gemv", "A", a, a.rows, a.cols);
  require_length("gemv", "x", x.size(), op == Op::none ? a.cols : a.rows, false);
  require_length("gemv", "y", y.size(), op == Op::none ? a.rows : a.cols, false);
  variants()[gemv_kernel.selected()].run({alpha, a, op, x, beta, y});
}

}  // namespace rederive
