#include "reference/kernels/sparse_gemm.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/kernels/chain_bound.h"
#include "reference/kernels/gemm_simd.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/sparse_gemm_simd.h"
#include "reference/oracles/gemm.h"

namespace rederive {

namespace {

struct SparseProblem {
  float alpha;
  ConstMatrixView a;
  Op op_a;
  ConstMatrixView b;
  float beta;
  MatrixView c;
};

float at(const SparseProblem& p, Index i, Index l) { return p.op_a == Op::none ? p.a(i, l) : p.a(l, i); }

void run_scalar(const SparseProblem& p) {
  for (Index i = 0; i < p.c.rows; ++i) {
    for (Index j = 0; j < p.c.cols; ++j) {
      float sum = 0;
      for (Index l = 0; l < p.b.rows; ++l) {
        if (at(p, i, l) != 0) sum = std::fma(at(p, i, l), p.b(l, j), sum);
      }
      p.c(i, j) = p.beta == 0 ? p.alpha * sum : std::fma(p.alpha, sum, p.beta * p.c(i, j));
    }
  }
}

void run_eigen(const SparseProblem& p) {
  rivals::eigen().gemm(p.alpha, p.a.data, p.a.stride, p.op_a == Op::transpose, p.b.data, p.b.stride, false, p.beta,
                       p.c.data, p.c.stride, p.c.rows, p.c.cols, p.b.rows);
}

// All terms: what the zeros save.
void run_dense(const SparseProblem& p) { gemm_simd(p.alpha, p.a, p.op_a, p.b, Op::none, p.beta, p.c); }

// Whether passing over the zeros pays; the bits do not depend on it. Measured break-even for ones: .7 of the elements
// of A, .55 of those of A'.
bool mostly_zeros(const SparseProblem& p) { return share_of_ink(p.a) <= (p.op_a == Op::none ? 0.65 : 0.5); }

void run_simd(const SparseProblem& p) {
  if (!mostly_zeros(p)) {
    run_dense(p);
    return;
  }
  sparse_gemm_simd(p.alpha, p.a, p.op_a, p.b, p.beta, p.c);
}

const std::vector<Variant<SparseProblem>>& variants() {
  static const std::vector<Variant<SparseProblem>> all = {
      {"scalar", run_scalar, true}, {"eigen", run_eigen}, {"dense", run_dense, true}, {"simd", run_simd, true}};
  return all;
}

SparseProblem make(const Shape& s, Memory& memory) {
  // s[4] per cent are not 0; of these s[6] per cent are grey, the others 1.
  const auto ink = [&](Draws& draws) {
    if (draws.below(100) >= static_cast<std::uint32_t>(s[4])) return 0.0F;
    return draws.below(100) < static_cast<std::uint32_t>(s[6]) ? draws.uniform() : 1.0F;
  };
  const Op op_a = s[3] == 0 ? Op::none : Op::transpose;
  const float beta = s[5] == 0 ? 0.0F : 0.75F;
  return {0.5F, memory.input("A", op_a == Op::none ? s[0] : s[2], op_a == Op::none ? s[2] : s[0], ink),
          op_a, memory.input("B", s[2], s[1], &Memory::uniform),
          beta, memory.output("C", s[0], s[1], beta == 0 ? &Memory::nan : &Memory::uniform)};
}

std::vector<Expected> oracle_values(const SparseProblem& p) {
  auto product = oracle::gemm(p.alpha, p.a, p.op_a == Op::transpose, p.b, false, p.beta, p.c);
  return {{"C", std::move(product.value), std::move(product.magnitude)}};
}

// As gemm's; the terms that are left out round nothing.
double bound(const Shape& s, const Expected& expected, std::size_t i, double /*slack*/) {
  return chain_bound(s[2] + 2, expected.scale[i]);
}

RegisteredKernel sparse_gemm_kernel{Kernel<SparseProblem>{
    .name = "sparse_gemm",
    .formula = "C = alpha op(A) B + beta C, many elements of A are 0",
    .axes = {"m", "n", "k", "ta", "percent", "beta", "grey"},
    // Counted as if A had no zeros, as gemm counts: a rate above the peak is what they save.
    .cost =
        [](const Shape& s) {
          const double m = s[0], n = s[1], k = s[2];
          return Cost{2 * m * n * k, 4 * (m * k + k * n + m * n * (s[5] == 0 ? 1 : 2))};
        },
    // Sizes 0 and 1, no ink and nothing but ink, pieces of eight vectors +- 1, 32 rows +- 1; one, two and many blocks
    // of k, and more rows than are listed at a time; ones alone, and with a single grey element or so among them.
    .check = {{1, 1, 1, 0, 100, 0, 25},
              {3, 7, 5, 0, 40, 1, 25},
              {3, 7, 5, 1, 40, 1, 25},
              {0, 7, 5, 0, 40, 1, 25},
              {3, 0, 5, 0, 40, 1, 25},
              {3, 7, 0, 0, 40, 1, 25},
              {3, 7, 0, 1, 40, 0, 25},
              {4, 33, 17, 0, 0, 0, 25},
              {5, 65, 33, 1, 100, 0, 25},
              {17, 127, 31, 1, 30, 1, 25},
              {9, 128, 32, 1, 30, 0, 25},
              {9, 129, 100, 1, 20, 1, 25},
              {2, 784, 65, 0, 50, 0, 25},
              {3, 113, 784, 0, 13, 0, 25},
              {40, 15, 200, 1, 13, 1, 25},
              {6, 257, 63, 0, 80, 1, 25},
              {1, 1, 1, 0, 100, 0, 0},
              {7, 100, 129, 0, 30, 1, 0},
              {5, 112, 448, 0, 13, 0, 0},
              {33, 49, 20, 1, 20, 1, 0},
              {11, 100, 200, 1, 40, 1, 0},
              {40, 17, 300, 0, 30, 1, 1},
              {1100, 3, 60, 0, 13, 1, 1},
              {400, 5, 200, 1, 13, 0, 1},
              // Rows of B 32 floats apart or a multiple of it, three more than there are columns: pieces are copied.
              {32, 29, 70, 0, 40, 1, 25},
              {34, 253, 200, 0, 30, 1, 1},
              {33, 253, 129, 1, 20, 0, 25}},
    // Batches of 10 and 100 through 784 x 100 weights: up, down, and the gradient of twice the batch.
    .bench = {{10, 100, 784, 0, 13, 0, 0},
              {10, 784, 100, 0, 50, 0, 0},
              {784, 100, 20, 1, 13, 1, 0},
              {100, 100, 784, 0, 13, 0, 0},
              {100, 784, 100, 0, 50, 0, 0},
              {784, 100, 200, 1, 13, 1, 0},
              {100, 100, 784, 0, 13, 0, 25},
              {100, 784, 100, 0, 80, 0, 0},
              // The perceptron's: grey digits up, and their gradient; hidden units of which a third are on.
              {128, 512, 784, 0, 19, 0, 75},
              {784, 512, 128, 1, 19, 0, 75},
              {128, 512, 512, 0, 35, 0, 100},
              {784, 10, 128, 1, 19, 0, 75}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = [](const SparseProblem& p) -> std::vector<std::vector<double>> { return {values(p.c)}; },
    .variants = variants()}};

}  // namespace

void sparse_gemm(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, float beta, MatrixView c) {
  const Index rows = op_a == Op::none ? a.rows : a.cols;
  const Index depth = op_a == Op::none ? a.cols : a.rows;
  require_shape("sparse_gemm", "A", a, a.rows, a.cols);
  require_shape("sparse_gemm", "B", b, depth, b.cols);
  require_shape("sparse_gemm", "C", c, rows, b.cols);
  variants()[sparse_gemm_kernel.selected()].run({alpha, a, op_a, b, beta, c});
}

}  // namespace rederive
