// Two-dimensional convolution as networks use it (cross-correlation, no padding), with its three derivatives.
//
//   forward     y[n, oy, ox, f]    = bias_f + sum_{ky, kx, c} x[n, oy s + ky, ox s + kx, c] w[ky, kx, c, f]
//   to data     dx[n, y, x, c]     = sum_{oy, ox, f} g[n, oy, ox, f] w[y - oy s, x - ox s, c, f]   (where w has these)
//   to weights  dw[ky, kx, c, f]   = sum_{n, oy, ox} x[n, oy s + ky, ox s + kx, c] g[n, oy, ox, f]
//               dbias_f            = sum_{n, oy, ox} g[n, oy, ox, f]
//
// Layout: one image is one row of a matrix, (height, width, channels) with the channels next to each other; likewise
// the outputs y and their gradient g, (out_height, out_width, filters). The weights are a matrix of (kernel_height
// kernel_width channels) rows, in that order, and one column a filter. So the inputs of a row of the kernel lie side by
// side, nothing is copied into columns, and a 1 x 1 kernel is gemm's right-hand side. Rows may have any stride >= cols.
// Outputs must not overlap inputs.
//
// Same bits on every machine (variants "scalar" and "simd"), since the orders of summation are fixed:
//   forward     s = 0; s = fma(x, w, s) for (ky, kx, c) in increasing order; y = s + bias
//   to data     s = 0; s = fma(g, w, s) for (oy, ox, f) in increasing order
//   to weights  images in blocks of kConv2dBlock: s = 0; s = fma(x, g, s), and s = s + g for the bias, for (n, oy, ox)
//               in increasing order; the blocks' sums are added up in increasing order. So a batch that is split at
//               multiples of kConv2dBlock, whoever works on the pieces, gives the same bits if each block's result is
//               added in turn.
// Error: |result - exact| <= gamma_m S elementwise, gamma_m = m u / (1 - m u), u = 2^-24, S the same sum over absolute
// values, for any order of summation (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 3.1), with m:
//   forward     kernel_height kernel_width channels + 1
//   to data     kernel_height kernel_width (filters + 1)
//   to weights  n (out_height out_width + 1)
#pragma once

#include <span>

#include "reference/core/matrix.h"

namespace rederive {

struct Conv2dShape {
  Index height = 0;  // of an image
  Index width = 0;
  Index channels = 0;
  Index kernel_height = 0;  // at least 1, at most the image's
  Index kernel_width = 0;
  Index filters = 0;
  Index stride = 1;  // in both directions

  Index out_height() const { return (height - kernel_height) / stride + 1; }
  Index out_width() const { return (width - kernel_width) / stride + 1; }
  Index image() const { return height * width * channels; }                      // numbers of an image
  Index output() const { return out_height() * out_width() * filters; }          // numbers of its output
  Index weight_rows() const { return kernel_height * kernel_width * channels; }  // of the weights
};

/// Images whose gradients are summed in one chain.
constexpr Index kConv2dBlock = 8;

/// x (n, image), w (weight_rows, filters), bias: filters numbers or none, y (n, output). Throws ShapeError.
void conv2d_forward(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView w, std::span<const float> bias,
                    MatrixView y);

/// g (n, output), w (weight_rows, filters), dx (n, image). Pixels that no window covers get 0. Throws ShapeError.
void conv2d_to_data(const Conv2dShape& shape, ConstMatrixView g, ConstMatrixView w, MatrixView dx);

/// x (n, image), g (n, output), dw (weight_rows, filters), dbias: filters numbers or none. Throws ShapeError.
void conv2d_to_weights(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView g, MatrixView dw,
                       std::span<float> dbias);

}  // namespace rederive
