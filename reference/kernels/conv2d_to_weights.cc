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

struct ToWeightsProblem {
  Conv2dShape shape;
  ConstMatrixView x;
  ConstMatrixView g;
  MatrixView dw;
  std::span<float> dbias;
};

// term(sum, n, oy, ox) goes on with the chain of a block.
template <class Term>
float blocks(const ToWeightsProblem& p, const Term& term) {
  float total = 0;
  for (Index block = 0; block < p.x.rows; block += kConv2dBlock) {
    float sum = 0;
    for (Index n = block; n < std::min(p.x.rows, block + kConv2dBlock); ++n) {
      for (Index oy = 0; oy < p.shape.out_height(); ++oy) {
        for (Index ox = 0; ox < p.shape.out_width(); ++ox) sum = term(sum, n, oy, ox);
      }
    }
    total = block == 0 ? sum : total + sum;
  }
  return total;
}

void run_scalar(const ToWeightsProblem& p) {
  const Conv2dShape& s = p.shape;
  for (Index f = 0; f < s.filters; ++f) {
    const auto g = [&](Index n, Index oy, Index ox) { return p.g(n, (oy * s.out_width() + ox) * s.filters + f); };
    for (Index row = 0; row < s.weight_rows(); ++row) {
      const Index ky = row / (s.kernel_width * s.channels);
      const Index rest = row % (s.kernel_width * s.channels);
      p.dw(row, f) = blocks(p, [&](float sum, Index n, Index oy, Index ox) {
        const Index x = ((oy * s.stride + ky) * s.width + ox * s.stride) * s.channels + rest;
        return std::fma(p.x(n, x), g(n, oy, ox), sum);
      });
    }
    if (p.dbias.empty()) continue;
    p.dbias[static_cast<std::size_t>(f)] =
        blocks(p, [&](float sum, Index n, Index oy, Index ox) { return sum + g(n, oy, ox); });
  }
}

void run_columns(const ToWeightsProblem& p, ProductFunction product) {
  const Conv2dShape& s = p.shape;
  const Index outputs = s.out_height() * s.out_width();
  const Index rows = s.weight_rows();
  thread_local Scratch scratch;
  float* columns = scratch.floats(outputs * rows);
  for (Index i = 0; i < rows; ++i) std::fill_n(p.dw.row(i), s.filters, 0.0F);
  std::fill(p.dbias.begin(), p.dbias.end(), 0.0F);
  for (Index n = 0; n < p.x.rows; ++n) {
    image_to_columns(s, p.x.row(n), columns);
    product(1, columns, rows, true, p.g.row(n), s.filters, false, 1, p.dw.data, p.dw.stride, rows, s.filters, outputs);
    for (Index o = 0; o < outputs; ++o) {
      for (std::size_t f = 0; f < p.dbias.size(); ++f) {
        p.dbias[f] += p.g(n, o * s.filters + static_cast<Index>(f));
      }
    }
  }
}

void run_eigen(const ToWeightsProblem& p) { run_columns(p, rivals::eigen().gemm); }
void run_openblas(const ToWeightsProblem& p) { run_columns(p, rivals::openblas_gemm); }
void run_im2col(const ToWeightsProblem& p) { conv2d_to_weights_columns(p.shape, p.x, p.g, p.dw, p.dbias); }
void run_simd(const ToWeightsProblem& p) {
  conv2d_to_weights_simd(p.shape, p.x, p.g, p.dw, p.dbias.empty() ? nullptr : p.dbias.data());
}

const std::vector<Variant<ToWeightsProblem>>& variants() {
  static const std::vector<Variant<ToWeightsProblem>> all = {{"scalar", run_scalar, true},
                                                             {"eigen", run_eigen},
                                                             {"openblas", run_openblas},
                                                             {"im2col", run_im2col, true},
                                                             {"simd", run_simd, true}};
  return all;
}

ToWeightsProblem make(const Shape& s, Memory& memory) {
  ToWeightsProblem p{};
  p.shape = conv2d_shape(s);
  p.x = memory.input("x", s[0], p.shape.image(), &Memory::uniform);
  p.g = memory.input("g", s[0], p.shape.output(), &Memory::uniform);
  p.dw = memory.output("dw", p.shape.weight_rows(), s[6]);
  if (s[8] != 0) p.dbias = {memory.output("dbias", 1, s[6]).data, static_cast<std::size_t>(s[6])};
  return p;
}

std::vector<Expected> oracle_values(const ToWeightsProblem& p) {
  const oracle::Conv2d shape = conv2d_oracle(p.shape);
  auto dw = oracle::conv2d_to_weights(shape, p.x, p.g);
  std::vector<Expected> all = {{"dw", std::move(dw.value), std::move(dw.magnitude)}};
  if (p.dbias.empty()) return all;
  auto dbias = oracle::conv2d_to_bias(shape, p.g);
  all.push_back({"dbias", std::move(dbias.value), std::move(dbias.magnitude)});
  return all;
}

// Ours are fewer: a block's products, and the blocks. The rivals may sum in any order.
Index roundings(const Shape& s) {
  const Conv2dShape shape = conv2d_shape(s);
  return s[0] * (shape.out_height() * shape.out_width() + 1);
}

std::string adjoint_fault(void (*run)(const ToWeightsProblem&), const Shape& s, Memory& memory) {
  const ToWeightsProblem p = make(s, memory);
  run(p);
  const MatrixView w = memory.input("w", p.shape.weight_rows(), s[6], &Memory::uniform);
  return conv2d_adjoint_fault(p.shape, p.x, w, p.g, p.dw, w, roundings(s));
}

RegisteredKernel to_weights_kernel{Kernel<ToWeightsProblem>{
    .name = "conv2d_to_weights",
    .formula = "dw[ky, kx, c, f] = sum_{n, oy, ox} x[n, oy s + ky, ox s + kx, c] g[n, oy, ox, f], dbias = sum g",
    .axes = conv2d_axes(),
    .cost = conv2d_cost,
    .check = conv2d_check_shapes(),
    .bench = conv2d_bench_shapes(),
    .checked_as = conv2d_checked_as,
    .make = make,
    .oracle = oracle_values,
    .bound = [](const Shape& s, const Expected& e, std::size_t i,
                double) { return chain_bound(roundings(s), e.scale[i]); },
    .results = [](const ToWeightsProblem& p) -> std::vector<std::vector<double>> {
      std::vector<std::vector<double>> all = {values(p.dw)};
      if (!p.dbias.empty()) all.emplace_back(p.dbias.begin(), p.dbias.end());
      return all;
    },
    .properties = {{"adjoint", adjoint_fault}},
    .variants = variants()}};

}  // namespace

void conv2d_to_weights(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView g, MatrixView dw,
                       std::span<float> dbias) {
  constexpr const char* kName = "conv2d_to_weights";
  require_conv2d(kName, shape);
  require_shape(kName, "x", x, x.rows, shape.image());
  require_shape(kName, "g", g, x.rows, shape.output());
  require_shape(kName, "dw", dw, shape.weight_rows(), shape.filters);
  require_length(kName, "dbias", dbias.size(), shape.filters, true);
  variants()[to_weights_kernel.selected()].run({shape, x, g, dw, dbias});
}

}  // namespace rederive
