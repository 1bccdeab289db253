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
#include "reference/oracles/gemm.h"

namespace rederive {
namespace {

struct ForwardProblem {
  Conv2dShape shape;
  ConstMatrixView x;
  ConstMatrixView w;
  std::span<const float> bias;
  MatrixView y;
};

void run_scalar(const ForwardProblem& p) {
  const Conv2dShape& s = p.shape;
  const Index run = s.kernel_width * s.channels;
  for (Index n = 0; n < p.x.rows; ++n) {
    for (Index i = 0; i < s.output(); ++i) {
      const Index f = i % s.filters;
      const Index oy = i / s.filters / s.out_width();
      const Index ox = i / s.filters % s.out_width();
      float sum = 0;
      for (Index ky = 0; ky < s.kernel_height; ++ky) {
        const float* x = p.x.row(n) + ((oy * s.stride + ky) * s.width + ox * s.stride) * s.channels;
        for (Index l = 0; l < run; ++l) sum = std::fma(x[l], p.w(ky * run + l, f), sum);
      }
      p.y(n, i) = p.bias.empty() ? sum : sum + p.bias[static_cast<std::size_t>(f)];
    }
  }
}

void run_columns(const ForwardProblem& p, ProductFunction product) {
  const Conv2dShape& s = p.shape;
  const Index outputs = s.out_height() * s.out_width();
  const Index rows = s.weight_rows();
  thread_local Scratch scratch;
  float* columns = scratch.floats(outputs * rows);
  for (Index n = 0; n < p.x.rows; ++n) {
    image_to_columns(s, p.x.row(n), columns);
    if (!p.bias.empty()) {
      for (Index o = 0; o < outputs; ++o) std::copy(p.bias.begin(), p.bias.end(), p.y.row(n) + o * s.filters);
    }
    product(1, columns, rows, false, p.w.data, p.w.stride, false, p.bias.empty() ? 0 : 1, p.y.row(n), s.filters,
            outputs, s.filters, rows);
  }
}

void run_eigen(const ForwardProblem& p) { run_columns(p, rivals::eigen().gemm); }
void run_openblas(const ForwardProblem& p) { run_columns(p, rivals::openblas_gemm); }
void run_im2col(const ForwardProblem& p) { conv2d_forward_columns(p.shape, p.x, p.w, p.bias, p.y); }
void run_simd(const ForwardProblem& p) { conv2d_forward_simd(p.shape, p.x, p.w, data_or_null(p.bias), p.y); }

const std::vector<Variant<ForwardProblem>>& variants() {
  static const std::vector<Variant<ForwardProblem>> all = {{"scalar", run_scalar, true},
                                                           {"eigen", run_eigen},
                                                           {"openblas", run_openblas},
                                                           {"im2col", run_im2col, true},
                                                           {"simd", run_simd, true}};
  return all;
}

ForwardProblem make(const Shape& s, Memory& memory) {
  ForwardProblem p{};
  p.shape = conv2d_shape(s);
  p.x = memory.input("x", s[0], p.shape.image(), &Memory::uniform);
  p.w = memory.input("w", p.shape.weight_rows(), s[6], &Memory::uniform);
  if (s[8] != 0) p.bias = {memory.input("bias", 1, s[6], &Memory::uniform).data, static_cast<std::size_t>(s[6])};
  p.y = memory.output("y", s[0], p.shape.output());
  return p;
}

std::vector<Expected> oracle_values(const ForwardProblem& p) {
  auto y = oracle::conv2d_forward(conv2d_oracle(p.shape), p.x, p.w, data_or_null(p.bias));
  return {{"y", std::move(y.value), std::move(y.magnitude)}};
}

// Without the first row of pixels the outputs move up by one: the same chains, so the same bits for ours.
std::string shift_fault(void (*run)(const ForwardProblem&), const Shape& s, Memory& memory) {
  ForwardProblem p = make(s, memory);
  if (p.shape.stride != 1 || p.shape.height == p.shape.kernel_height || p.shape.channels == 0) return "";
  run(p);
  ForwardProblem lower = p;
  lower.shape.height -= 1;
  lower.x = {p.x.data + p.shape.width * p.shape.channels, p.x.rows, lower.shape.image(), p.x.stride};
  lower.y = memory.output("y of the lower rows", s[0], lower.shape.output());
  run(lower);
  const Index row = p.shape.out_width() * p.shape.filters;
  const double allowed = 2 * chain_bound(p.shape.weight_rows() + 1, static_cast<double>(p.shape.weight_rows()) + 1);
  for (Index n = 0; n < p.x.rows; ++n) {
    for (Index i = 0; i < lower.shape.output(); ++i) {
      if (!(std::fabs(static_cast<double>(lower.y(n, i)) - p.y(n, i + row)) <= allowed)) {
        return "an image moved by a row does not give outputs moved by a row";
      }
    }
  }
  return "";
}

// A 1 x 1 kernel at stride 1 is a product of (pixels, channels) and (channels, filters).
std::string product_fault(void (*run)(const ForwardProblem&), const Shape& s, Memory& memory) {
  const ForwardProblem p = make({s[0], s[1], s[2], s[3], 1, 1, s[6], 1, 0}, memory);
  run(p);
  const Index pixels = p.shape.height * p.shape.width;
  const Matrix unused(pixels, s[6]);
  for (Index n = 0; n < p.x.rows; ++n) {
    const ConstMatrixView image{p.x.row(n), pixels, s[3], s[3]};
    const auto expected = oracle::gemm(1, image, false, p.w, false, 0, unused);
    for (std::size_t i = 0; i < expected.value.size(); ++i) {
      const double error = std::fabs(p.y(n, static_cast<Index>(i)) - expected.value[i]);
      if (!(error <= chain_bound(s[3], expected.magnitude[i]))) return "a 1 x 1 kernel is not a product of matrices";
    }
  }
  return "";
}

// Multiplying by a power of two rounds nothing.
std::string doubling_fault(void (*run)(const ForwardProblem&), const Shape& s, Memory& memory) {
  const ForwardProblem p = make({s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], 0}, memory);
  run(p);
  Index place = 0;
  const auto twice = [&](Draws&) {
    const Index i = place++;
    return 2 * p.w(i / p.w.cols, i % p.w.cols);
  };
  ForwardProblem q = p;
  q.w = memory.input("2 w", p.w.rows, p.w.cols, twice);
  q.y = memory.output("y of 2 w", s[0], p.shape.output());
  run(q);
  std::vector<double> once = values(p.y);
  for (double& value : once) value *= 2;
  return values(q.y) == once ? "" : "weights twice as large do not give twice the result";
}

RegisteredKernel forward_kernel{Kernel<ForwardProblem>{
    .name = "conv2d_forward",
    .formula = "y[oy, ox, f] = bias_f + sum_{ky, kx, c} x[oy s + ky, ox s + kx, c] w[ky, kx, c, f]",
    .axes = conv2d_axes(),
    .cost = conv2d_cost,
    .check = conv2d_check_shapes(),
    .bench = conv2d_bench_shapes(),
    .checked_as = conv2d_checked_as,
    .make = make,
    .oracle = oracle_values,
    // One rounding for each product and one for the bias.
    .bound = [](const Shape& s, const Expected& e, std::size_t i,
                double) { return chain_bound(s[3] * s[4] * s[5] + 1, e.scale[i]); },
    .results = [](const ForwardProblem& p) -> std::vector<std::vector<double>> { return {values(p.y)}; },
    .properties = {{"shift", shift_fault}, {"product", product_fault}, {"doubling", doubling_fault}},
    .variants = variants()}};

}  // namespace

void conv2d_forward(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView w, std::span<const float> bias,
                    MatrixView y) {
  constexpr const char* kName = "conv2d_forward";
  require_conv2d(kName, shape);
  require_shape(kName, "x", x, x.rows, shape.image());
  require_shape(kName, "the weights", w, shape.weight_rows(), shape.filters);
  require_length(kName, "the bias", bias.size(), shape.filters, true);
  require_shape(kName, "y", y, x.rows, shape.output());
  variants()[forward_kernel.selected()].run({shape, x, w, bias, y});
}

}  // namespace rederive
