#include "reference/kernels/gemm.h"

#include <cmath>
#include <string>
#include <vector>

#include "reference/kernels/chain_bound.h"
#include "reference/kernels/gemm_simd.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/rivals/openblas.h"
#include "reference/oracles/gemm.h"

namespace rederive {
namespace {

Index rows_of(ConstMatrixView m, Op op) { return op == Op::none ? m.rows : m.cols; }
Index cols_of(ConstMatrixView m, Op op) { return op == Op::none ? m.cols : m.rows; }
float at(ConstMatrixView m, Op op, Index i, Index j) { return op == Op::none ? m(i, j) : m(j, i); }

struct GemmProblem {
  float alpha;
  ConstMatrixView a;
  Op op_a;
  ConstMatrixView b;
  Op op_b;
  float beta;
  MatrixView c;
  PackedMatrix* packed = nullptr;  // B in panels once a variant has asked for it
};

void run_scalar(const GemmProblem& p) {
  const Index depth = cols_of(p.a, p.op_a);
  for (Index i = 0; i < p.c.rows; ++i) {
    for (Index j = 0; j < p.c.cols; ++j) {
      float sum = 0;
      for (Index l = 0; l < depth; ++l) sum = std::fma(at(p.a, p.op_a, i, l), at(p.b, p.op_b, l, j), sum);
      p.c(i, j) = p.beta == 0 ? p.alpha * sum : std::fma(p.alpha, sum, p.beta * p.c(i, j));
    }
  }
}

void run_eigen(const GemmProblem& p) {
  rivals::eigen().gemm(p.alpha, p.a.data, p.a.stride, p.op_a == Op::transpose, p.b.data, p.b.stride,
                       p.op_b == Op::transpose, p.beta, p.c.data, p.c.stride, p.c.rows, p.c.cols, cols_of(p.a, p.op_a));
}

void run_openblas(const GemmProblem& p) {
  rivals::openblas_gemm(p.alpha, p.a.data, p.a.stride, p.op_a == Op::transpose, p.b.data, p.b.stride,
                        p.op_b == Op::transpose, p.beta, p.c.data, p.c.stride, p.c.rows, p.c.cols,
                        cols_of(p.a, p.op_a));
}

void run_simd(const GemmProblem& p) { gemm_simd(p.alpha, p.a, p.op_a, p.b, p.op_b, p.beta, p.c); }

// As along a Gibbs chain: the first call packs, the calls after it, which are the ones that are timed, do not.
void run_simd_packed(const GemmProblem& p) {
  PackedMatrix own;
  PackedMatrix& packed = p.packed != nullptr ? *p.packed : own;
  if (packed.data() == nullptr) packed.pack(p.b, p.op_b);
  gemm_simd(p.alpha, p.a, p.op_a, packed, p.beta, p.c);
}

const std::vector<Variant<GemmProblem>>& variants() {
  static const std::vector<Variant<GemmProblem>> all = {{"scalar", run_scalar, true},
                                                        {"eigen", run_eigen},
                                                        {"openblas", run_openblas},
                                                        {"simd", run_simd, true},
                                                        {"simd_packed", run_simd_packed, true}};
  return all;
}

// The shape's last number: what C is scaled by and added to.
struct Scaling {
  float alpha, beta;
};
constexpr Scaling kScalings[] = {{1, 0}, {1, 1}, {-0.5F, 0.75F}, {0.1F, 0}, {0, 2}};

GemmProblem make(const Shape& s, Memory& memory) {
  const auto [alpha, beta] = kScalings[s[5]];
  const Op op_a = s[3] == 0 ? Op::none : Op::transpose;
  const Op op_b = s[4] == 0 ? Op::none : Op::transpose;
  const auto stored = [&](const char* name, Op op, Index rows, Index cols) {
    return memory.input(name, op == Op::none ? rows : cols, op == Op::none ? cols : rows, &Memory::uniform);
  };
  GemmProblem p{alpha, stored("A", op_a, s[0], s[2]), op_a, stored("B", op_b, s[2], s[1]), op_b, beta, {}};
  // With beta = 0 nobody may read C, so it holds NaN.
  p.c = memory.output("C", s[0], s[1], beta == 0 ? &Memory::nan : &Memory::uniform);
  p.packed = &memory.keep<PackedMatrix>();
  return p;
}

std::vector<Expected> oracle_values(const GemmProblem& p) {
  auto product = oracle::gemm(p.alpha, p.a, p.op_a == Op::transpose, p.b, p.op_b == Op::transpose, p.beta, p.c);
  return {{"C", std::move(product.value), std::move(product.magnitude)}};
}

// k multiply-adds, one product with alpha, one addition of the rounded beta c.
double bound(const Shape& s, const Expected& expected, std::size_t i, double /*slack*/) {
  return chain_bound(s[2] + 2, expected.scale[i]);
}

// A product with the identity adds zeros only: exact in any order of summation.
std::string identity_fault(void (*run)(const GemmProblem&), const Shape& s, Memory& memory) {
  const Index m = s[0];
  const Index n = s[1];
  const MatrixView b = memory.input("B", m, n, &Memory::uniform);
  Index place = 0;
  const auto diagonal = [&](Draws&) { return place++ % (m + 1) == 0 ? 1.0F : 0.0F; };
  const MatrixView a = memory.input("I", m, m, diagonal);
  const MatrixView c = memory.output("IB", m, n);
  run({1, a, s[3] == 0 ? Op::none : Op::transpose, b, Op::none, 0, c});
  return values(c) == values(b) ? "" : "a product with the identity is not the other operand";
}

// Multiplying by a power of two rounds nothing.
std::string doubling_fault(void (*run)(const GemmProblem&), const Shape& s, Memory& memory) {
  const GemmProblem p = make({s[0], s[1], s[2], s[3], s[4], 0}, memory);
  run(p);
  std::vector<double> once = values(p.c);
  const MatrixView c = memory.output("C twice", s[0], s[1]);
  run({2, p.a, p.op_a, p.b, p.op_b, 0, c});
  for (double& value : once) value *= 2;
  return values(c) == once ? "" : "alpha = 2 does not give twice the result of alpha = 1";
}

RegisteredKernel gemm_kernel{Kernel<GemmProblem>{
    .name = "gemm",
    .formula = "C = alpha op(A) op(B) + beta C",
    .axes = {"m", "n", "k", "ta", "tb", "s"},
    .cost =
        [](const Shape& s) {
          const double m = s[0], n = s[1], k = s[2];
          return Cost{2 * m * n * k, 4 * (m * k + k * n + m * n * (kScalings[s[5]].beta == 0 ? 1 : 2))};
        },
    // Every transpose and scaling, sizes 0 and 1, tiles +- 1 in every direction, a chain in two and in three pieces.
    .check = {{1, 1, 1, 0, 0, 0},      {3, 7, 5, 0, 0, 2},      {3, 7, 5, 1, 0, 2},     {3, 7, 5, 0, 1, 2},
              {3, 7, 5, 1, 1, 2},      {0, 7, 5, 0, 0, 1},      {3, 0, 5, 0, 0, 1},     {3, 7, 0, 0, 0, 1},
              {3, 7, 0, 1, 1, 0},      {1, 65, 17, 0, 1, 1},    {5, 64, 16, 1, 1, 0},   {6, 63, 33, 0, 0, 1},
              {7, 65, 31, 1, 0, 3},    {12, 100, 20, 0, 0, 0},  {13, 100, 20, 0, 0, 1}, {23, 47, 19, 0, 1, 3},
              {25, 129, 64, 0, 0, 2},  {10, 784, 3, 0, 1, 0},   {31, 15, 300, 1, 0, 2}, {31, 17, 300, 1, 1, 1},
              {29, 79, 1025, 0, 0, 2}, {14, 33, 2049, 1, 1, 0}, {1, 33, 2100, 0, 0, 1}, {200, 16, 1100, 1, 0, 0},
              {5, 3, 4, 0, 0, 4},      {64, 1, 64, 0, 1, 0},    {1, 1, 4096, 1, 0, 0},  {37, 10, 37, 1, 1, 3}},
    // Batches of 100 and 10 through 784 x 100 weights: up, down, and the gradient; the classifier's top; squares.
    .bench = {{100, 100, 784, 0, 0, 0},
              {100, 784, 100, 0, 1, 0},
              {784, 100, 100, 1, 0, 1},
              {10, 100, 784, 0, 0, 0},
              {10, 784, 100, 0, 1, 0},
              {784, 100, 10, 1, 0, 1},
              {100, 500, 784, 0, 0, 0},
              {128, 10, 128, 0, 0, 0},
              {512, 512, 512, 0, 0, 0}},
    .make = make,
    .oracle = oracle_values,
    .bound = bound,
    .results = [](const GemmProblem& p) -> std::vector<std::vector<double>> { return {values(p.c)}; },
    .properties = {{"identity", identity_fault}, {"doubling", doubling_fault}},
    .variants = variants()}};

const Variant<GemmProblem>& chosen() { return variants()[gemm_kernel.selected()]; }

void require_product(ConstMatrixView a, Op op_a, Index b_rows, Index b_cols, ConstMatrixView c) {
  if (cols_of(a, op_a) != b_rows) {
    throw ShapeError("gemm: op(A) is " + shape_text(rows_of(a, op_a), cols_of(a, op_a)) + ", op(B) is " +
                     shape_text(b_rows, b_cols));
  }
  require_shape("gemm", "A", a, a.rows, a.cols);
  require_shape("gemm", "C", c, rows_of(a, op_a), b_cols);
}

}  // namespace

void gemm(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, Op op_b, float beta, MatrixView c) {
  require_shape("gemm", "B", b, b.rows, b.cols);
  require_product(a, op_a, rows_of(b, op_b), cols_of(b, op_b), c);
  chosen().run({alpha, a, op_a, b, op_b, beta, c});
}

void PackedMatrix::pack(ConstMatrixView b, Op op_b) {
  require_shape("gemm", "B", b, b.rows, b.cols);
  rows_ = rows_of(b, op_b);
  cols_ = cols_of(b, op_b);
  if (!chosen().same_bits) {  // a rival's own packing is its own affair: it gets the matrix as it is
    panel_ = 0;
    data_.reshape(rows_, cols_);
    for (Index i = 0; i < rows_; ++i) {
      for (Index j = 0; j < cols_; ++j) data_(i, j) = at(b, op_b, i, j);
    }
    return;
  }
  panel_ = gemm_panel_width();
  data_.reshape(1, gemm_packed_size(rows_, cols_, panel_));
  gemm_pack(b, op_b, panel_, data_.data());
}

void gemm(float alpha, ConstMatrixView a, Op op_a, const PackedMatrix& b, float beta, MatrixView c) {
  require_product(a, op_a, b.rows(), b.cols(), c);
  if (b.panel() == 0 && b.data() != nullptr) {
    chosen().run({alpha, a, op_a, {b.data(), b.rows(), b.cols(), b.cols()}, Op::none, beta, c});
  } else {
    gemm_simd(alpha, a, op_a, b, beta, c);
  }
}

}  // namespace rederive
