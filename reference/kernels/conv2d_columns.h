// Convolution by way of columns ("im2col"): every window of an image is copied into a row of a matrix of (outputs,
// kernel_height kernel_width channels), and each of the three sums of conv2d.h becomes one product of matrices, gemm's.
//
//   forward     Y = C W, and the bias after it          C: the columns of an image; Y, G: an image's outputs, one row a
//   to data     D = G W', added up window by window        window and one column a filter
//   to weights  dW = sum over blocks of C' G            C and G of kConv2dBlock images, one below the other
//
// Forward and to weights have the chains of conv2d.h and so its bits. To data has not: a pixel's sum is cut at its
// windows, s_window first and then 0 + s_1 + s_2 + ... in increasing order of the windows; still inside the bound
// there. What it costs is memory: conv2d_column_floats() numbers for each image, next to the image's own. Shapes and
// faults as conv2d.h has them.
#pragma once

#include <span>

#include "reference/kernels/conv2d.h"

namespace rederive {

/// Numbers in the columns of one image: outputs times kernel_height kernel_width channels.
Index conv2d_column_floats(const Conv2dShape& shape);

void conv2d_forward_columns(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView w, std::span<const float> bias,
                            MatrixView y);
void conv2d_to_data_columns(const Conv2dShape& shape, ConstMatrixView g, ConstMatrixView w, MatrixView dx);
void conv2d_to_weights_columns(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView g, MatrixView dw,
                               std::span<float> dbias);

}  // namespace rederive
