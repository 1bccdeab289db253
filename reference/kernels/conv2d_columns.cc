#include "reference/kernels/conv2d_columns.h"

#include <algorithm>

#include "reference/kernels/conv2d_problem.h"
#include "reference/kernels/gemm_simd.h"
#include "reference/kernels/operands.h"
#include "reference/kernels/scratch.h"

namespace rederive {
namespace {

Index windows(const Conv2dShape& s) { return s.out_height() * s.out_width(); }

// The block's chains of the bias, image by image, row by row; `sums` is room for them.
void add_bias_gradient(const Conv2dShape& s, ConstMatrixView g, bool first_block, float* sums, std::span<float> dbias) {
  std::fill_n(sums, s.filters, 0.0F);
  for (Index n = 0; n < g.rows; ++n) {
    for (Index o = 0; o < windows(s); ++o) {
      const float* row = g.row(n) + o * s.filters;
      for (Index f = 0; f < s.filters; ++f) sums[f] += row[f];
    }
  }
  for (std::size_t f = 0; f < dbias.size(); ++f) dbias[f] = first_block ? sums[f] : dbias[f] + sums[f];
}

}  // namespace

Index conv2d_column_floats(const Conv2dShape& shape) { return windows(shape) * shape.weight_rows(); }

void conv2d_forward_columns(const Conv2dShape& s, ConstMatrixView x, ConstMatrixView w, std::span<const float> bias,
                            MatrixView y) {
  constexpr const char* kName = "conv2d_forward_columns";
  require_conv2d(kName, s);
  require_shape(kName, "x", x, x.rows, s.image());
  require_shape(kName, "the weights", w, s.weight_rows(), s.filters);
  require_length(kName, "the bias", bias.size(), s.filters, true);
  require_shape(kName, "y", y, x.rows, s.output());
  thread_local Scratch scratch;
  float* columns = scratch.floats(conv2d_column_floats(s));
  const ConstMatrixView c{columns, windows(s), s.weight_rows(), s.weight_rows()};
  for (Index n = 0; n < x.rows; ++n) {
    image_to_columns(s, x.row(n), columns);
    const MatrixView outputs{y.row(n), windows(s), s.filters, s.filters};
    gemm_simd(1, c, Op::none, w, Op::none, 0, outputs);
    for (Index o = 0; !bias.empty() && o < outputs.rows; ++o) {
      for (Index f = 0; f < s.filters; ++f) outputs(o, f) += bias[static_cast<std::size_t>(f)];
    }
  }
}

void conv2d_to_data_columns(const Conv2dShape& s, ConstMatrixView g, ConstMatrixView w, MatrixView dx) {
  constexpr const char* kName = "conv2d_to_data_columns";
  require_conv2d(kName, s);
  require_shape(kName, "g", g, g.rows, s.output());
  require_shape(kName, "the weights", w, s.weight_rows(), s.filters);
  require_shape(kName, "dx", dx, g.rows, s.image());
  thread_local Scratch scratch;
  float* columns = scratch.floats(conv2d_column_floats(s));
  for (Index n = 0; n < g.rows; ++n) {
    const ConstMatrixView gradients{g.row(n), windows(s), s.filters, s.filters};
    gemm_simd(1, gradients, Op::none, w, Op::transpose, 0, {columns, windows(s), s.weight_rows(), s.weight_rows()});
    std::fill_n(dx.row(n), s.image(), 0.0F);
    columns_to_image(s, columns, dx.row(n));
  }
}

void conv2d_to_weights_columns(const Conv2dShape& s, ConstMatrixView x, ConstMatrixView g, MatrixView dw,
                               std::span<float> dbias) {
  constexpr const char* kName = "conv2d_to_weights_columns";
  require_conv2d(kName, s);
  require_shape(kName, "x", x, x.rows, s.image());
  require_shape(kName, "g", g, x.rows, s.output());
  require_shape(kName, "dw", dw, s.weight_rows(), s.filters);
  require_length(kName, "dbias", dbias.size(), s.filters, true);
  if (x.rows == 0) {
    for (Index i = 0; i < dw.rows; ++i) std::fill_n(dw.row(i), s.filters, 0.0F);
    std::fill(dbias.begin(), dbias.end(), 0.0F);
  }
  thread_local Scratch scratch;
  const Index of_image = conv2d_column_floats(s);
  float* columns = scratch.floats(kConv2dBlock * (of_image + s.output()) + s.filters);
  float* gradients = columns + kConv2dBlock * of_image;
  float* bias_sums = gradients + kConv2dBlock * s.output();
  for (Index first = 0; first < x.rows; first += kConv2dBlock) {
    const Index images = std::min(kConv2dBlock, x.rows - first);
    for (Index n = 0; n < images; ++n) {
      image_to_columns(s, x.row(first + n), columns + n * of_image);
      std::copy_n(g.row(first + n), s.output(), gradients + n * s.output());
    }
    const Index rows = images * windows(s);
    gemm_simd(1, {columns, rows, s.weight_rows(), s.weight_rows()}, Op::transpose,
              {gradients, rows, s.filters, s.filters}, Op::none, first == 0 ? 0.0F : 1.0F, dw);
    if (!dbias.empty()) add_bias_gradient(s, g.row_range(first, images), first == 0, bias_sums, dbias);
  }
}

}  // namespace rederive
