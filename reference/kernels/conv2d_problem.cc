#include "reference/kernels/conv2d_problem.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reference/core/error.h"
#include "reference/kernels/conv2d_simd.h"

namespace rederive {

const std::vector<std::string>& conv2d_axes() {
  static const std::vector<std::string> axes = {"n", "h", "w", "c", "kh", "kw", "f", "s", "b"};
  return axes;
}

Shape conv2d_checked_as(const Shape& shape) {
  Shape smaller = shape;
  if (conv2d_cost(shape).flops > 2e8) smaller[0] = std::min<Index>(shape[0], kConv2dBlock + 1);
  return smaller;
}

const std::vector<Shape>& conv2d_check_shapes() {
  static const std::vector<Shape> shapes = {
      {1, 1, 1, 1, 1, 1, 1, 1, 0},    {0, 5, 5, 2, 3, 3, 4, 1, 1},    {2, 5, 5, 0, 3, 3, 4, 1, 1},
      {2, 5, 6, 2, 3, 3, 0, 1, 0},    {2, 5, 7, 3, 3, 3, 7, 1, 1},    {1, 3, 3, 5, 3, 3, 17, 1, 1},
      {3, 9, 4, 1, 2, 4, 16, 1, 0},   {1, 4, 29, 2, 1, 3, 33, 1, 1},  {2, 8, 8, 17, 1, 1, 65, 1, 1},
      {1, 7, 9, 16, 5, 4, 3, 1, 0},   {9, 6, 5, 3, 2, 3, 15, 1, 1},   {17, 4, 4, 2, 3, 2, 31, 1, 1},
      {2, 9, 10, 3, 3, 3, 7, 2, 1},   {1, 11, 12, 2, 3, 2, 19, 3, 1}, {2, 7, 8, 3, 1, 2, 5, 4, 0},
      {1, 10, 9, 33, 5, 5, 64, 2, 1}, {1, 26, 27, 4, 3, 3, 72, 1, 0}, {1, 5, 40, 79, 2, 2, 10, 1, 1},
      {2, 12, 6, 1, 5, 6, 20, 1, 1},  {1, 3, 14, 100, 3, 9, 6, 1, 0}, {1, 28, 28, 1, 3, 3, 32, 1, 1}};
  return shapes;
}

const std::vector<Shape>& conv2d_bench_shapes() {
  static const std::vector<Shape> shapes = {{128, 28, 28, 1, 3, 3, 32, 1, 1}, {128, 26, 26, 32, 3, 3, 64, 1, 1}};
  return shapes;
}

Cost conv2d_cost(const Shape& shape) {
  const Conv2dShape s = conv2d_shape(shape);
  const auto n = static_cast<double>(shape[0]);
  const auto output = static_cast<double>(s.output());
  const auto rows = static_cast<double>(s.weight_rows());
  return {2 * n * output * rows,
          4 * (n * static_cast<double>(s.image()) + n * output + rows * static_cast<double>(s.filters))};
}

Conv2dShape conv2d_shape(const Shape& shape) {
  return {shape[1], shape[2], shape[3], shape[4], shape[5], shape[6], shape[7]};
}

oracle::Conv2d conv2d_oracle(const Conv2dShape& s) {
  return {s.height, s.width, s.channels, s.kernel_height, s.kernel_width, s.filters, s.stride};
}

void require_conv2d(const char* kernel, const Conv2dShape& s) {
  const bool fits = s.kernel_height >= 1 && s.kernel_width >= 1 && s.kernel_height <= s.height &&
                    s.kernel_width <= s.width && s.channels >= 0 && s.filters >= 0 && s.stride >= 1;
  if (fits) return;
  throw ShapeError(fmt::format(
      "{}: {} filters of {} x {} at a stride of {} over images of {} x {} x {}; the filter must fit into the "
      "image and the stride be at least 1",
      kernel, s.filters, s.kernel_height, s.kernel_width, s.stride, s.height, s.width, s.channels));
}

std::string conv2d_adjoint_fault(const Conv2dShape& s, ConstMatrixView x, ConstMatrixView w, ConstMatrixView g,
                                 ConstMatrixView derivative, ConstMatrixView by, Index roundings) {
  const auto inner = [](ConstMatrixView a, ConstMatrixView b) {
    double sum = 0;
    for (Index i = 0; i < a.rows; ++i) {
      for (Index j = 0; j < a.cols; ++j) sum += static_cast<double>(a(i, j)) * b(i, j);
    }
    return sum;
  };
  Matrix y(x.rows, s.output());
  conv2d_forward_simd(s, x, w, nullptr, y);
  const auto magnitudes = oracle::conv2d_forward(conv2d_oracle(s), x, w, nullptr).magnitude;
  double magnitude = 0;
  for (Index i = 0; i < y.size(); ++i) {
    magnitude += magnitudes[static_cast<std::size_t>(i)] * std::fabs(g(i / y.cols(), i % y.cols()));
  }
  const double left = inner(y, g);
  const double right = inner(derivative, by);
  const double allowed = chain_bound(s.weight_rows() + 1, magnitude) + chain_bound(roundings, magnitude);
  if (std::fabs(left - right) <= allowed) return "";
  return fmt::format("<conv(x, w), g> is {}, but by the derivative it is {}", left, right);
}

namespace {

// move(column, pixel): the places of one row of the kernel in both.
template <class Move>
void each_run(const Conv2dShape& s, const Move& move) {
  const Index run = s.kernel_width * s.channels;
  for (Index oy = 0; oy < s.out_height(); ++oy) {
    for (Index ox = 0; ox < s.out_width(); ++ox) {
      for (Index ky = 0; ky < s.kernel_height; ++ky) {
        const Index column = (oy * s.out_width() + ox) * s.weight_rows() + ky * run;
        move(column, ((oy * s.stride + ky) * s.width + ox * s.stride) * s.channels, run);
      }
    }
  }
}

}  // namespace

void image_to_columns(const Conv2dShape& shape, const float* image, float* columns) {
  each_run(shape, [&](Index column, Index pixel, Index run) { std::copy_n(image + pixel, run, columns + column); });
}

void columns_to_image(const Conv2dShape& shape, const float* columns, float* image) {
  each_run(shape, [&](Index column, Index pixel, Index run) {
    for (Index i = 0; i < run; ++i) image[pixel + i] += columns[column + i];
  });
}

}  // namespace rederive
