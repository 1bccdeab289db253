#include <algorithm>
#include <cmath>
#include <string>

#include "reference/kernels/conv2d_columns.h"
#include "reference/kernels/conv2d_problem.h"
#include "reference/kernels/conv2d_simd.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/rivals/eigen_functions.h"
#include "reference/kernels/rivals/openblas.h"
#include "reference/kernels/scratch.h"

namespace rederive {
namespace {

struct ToDataProblem {
  Conv2dShape shape;
  ConstMatrixView g;
  ConstMatrixView w;
  MatrixView dx;
};

// One pixel and channel.
float chain(const ToDataProblem& p, Index n, Index y, Index x, Index c) {
  const Conv2dShape& s = p.shape;
  float sum = 0;
  for (Index oy = 0; oy < s.out_height(); ++oy) {
    const Index ky = y - oy * s.stride;
    if (ky < 0 || ky >= s.kernel_height) continue;
    for (Index ox = 0; ox < s.out_width(); ++ox) {
      const Index kx = x - ox * s.stride;
      if (kx < 0 || kx >= s.kernel_width) continue;
      const float* g = p.g.row(n) + (oy * s.out_width() + ox) * s.filters;
      const float* w = p.w.row((ky * s.kernel_width + kx) * s.channels + c);
      for (Index f = 0; f < s.filters; ++f) sum = std::fma(g[f], w[f], sum);
    }
  }
  return sum;
}

void run_scalar(const ToDataProblem& p) {
  const Conv2dShape& s = p.shape;
  for (Index n = 0; n < p.g.rows; ++n) {
    for (Index i = 0; i < s.image(); ++i) {
      const Index pixel = i / s.channels;
      p.dx(n, i) = chain(p, n, pixel / s.width, pixel % s.width, i % s.channels);
    }
  }
}

void run_columns(const ToDataProblem& p, ProductFunction product) {
  const Conv2dShape& s = p.shape;
  const Index outputs = s.out_height() * s.out_width();
  const Index rows = s.weight_rows();
  thread_local Scratch scratch;
  float* columns = scratch.floats(outputs * rows);
  for (Index n = 0; n < p.g.rows; ++n) {
    product(1, p.g.row(n), s.filters, false, p.w.data, p.w.stride, true, 0, columns, rows, outputs, rows, s.filters);
    std::fill_n(p.dx.row(n), s.image(), 0.0F);
    columns_to_image(s, columns, p.dx.row(n));
  }
}

void run_eigen(const ToDataProblem& p) { run_columns(p, rivals::eigen().gemm); }
void run_openblas(const ToDataProblem& p) { run_columns(p, rivals::openblas_gemm); }
void run_im2col(const ToDataProblem& p) { conv2d_to_data_columns(p.shape, p.g, p.w, p.dx); }
void run_simd(const ToDataProblem& p) { conv2d_to_data_simd(p.shape, p.g, p.w, p.dx); }

const std::vector<Variant<ToDataProblem>>& variants() {
  static const std::vector<Variant<ToDataProblem>> all = {{"scalar", run_scalar, true},
                                                          {"eigen", run_eigen},
                                                          {"openblas", run_openblas},
                                                          {"im2col", run_im2col},
                                                          {"simd", run_simd, true}};
  return all;
}

ToDataProblem make(const Shape& s, Memory& memory) {
  ToDataProblem p{};
  p.shape = conv2d_shape(s);
  p.g = memory.input("g", s[0], p.shape.output(), &Memory::uniform);
  p.w = memory.input("w", p.shape.weight_rows(), s[6], &Memory::uniform);
  p.dx = memory.output("dx", s[0], p.shape.image());
  return p;
}

std::vector<Expected> oracle_values(const ToDataProblem& p) {
  auto dx = oracle::conv2d_to_data(conv2d_oracle(p.shape), p.g, p.w);
  return {{"dx", std::move(dx.value), std::move(dx.magnitude)}};
}

// Every product, and every window's sum when a rival adds those up.
Index roundings(const Shape& s) { return s[4] * s[5] * (s[6] + 1); }

std::string adjoint_fault(void (*run)(const ToDataProblem&), const Shape& s, Memory& memory) {
  const ToDataProblem p = make(s, memory);
  run(p);
  const MatrixView x = memory.input("x", s[0], p.shape.image(), &Memory::uniform);
  return conv2d_adjoint_fault(p.shape, x, p.w, p.g, p.dx, x, roundings(s));
}

RegisteredKernel to_data_kernel{Kernel<ToDataProblem>{
    .name = "conv2d_to_data",
    .formula = "dx[y, x, c] = sum_{oy, ox, f} g[oy, ox, f] w[y - oy s, x - ox s, c, f]",
    .axes = conv2d_axes(),
    .cost = conv2d_cost,
    .check = conv2d_check_shapes(),
    .bench = conv2d_bench_shapes(),
    .checked_as = conv2d_checked_as,
    .make = make,
    .oracle = oracle_values,
    .bound = [](const Shape& s, const Expected& e, std::size_t i,
                double) { return chain_bound(roundings(s), e.scale[i]); },
    .results = [](const ToDataProblem& p) -> std::vector<std::vector<double>> { return {values(p.dx)}; },
    .properties = {{"adjoint", adjoint_fault}},
    .variants = variants()}};

}  // namespace

void conv2d_to_data(const Conv2dShape& shape, ConstMatrixView g, ConstMatrixView w, MatrixView dx) {
  constexpr const char* kName = "conv2d_to_data";
  require_conv2d(kName, shape);
  require_shape(kName, "g", g, g.rows, shape.output());
  require_shape(kName, "the weights", w, shape.weight_rows(), shape.filters);
  require_shape(kName, "dx", dx, g.rows, shape.image());
  variants()[to_data_kernel.selected()].run({shape, g, w, dx});
}

}  // namespace rederive
