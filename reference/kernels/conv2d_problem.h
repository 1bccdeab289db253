// What the three sheets of conv2d (forward, to data, to weights) have in common: their shapes, costs and rivals.
#pragma once

#include "reference/kernels/chain_bound.h"
#include "reference/kernels/conv2d.h"
#include "reference/kernels/kernel.h"
#include "reference/oracles/conv2d.h"

namespace rederive {

/// n images of (h, w, c), f filters of (kh, kw, c), stride s; b = 1: with a bias.
const std::vector<std::string>& conv2d_axes();
/// Images of a bench shape that the oracle, in plain loops, takes about a second for.
Shape conv2d_checked_as(const Shape& shape);
/// Windows that fill and that overhang the image, kernels of every kind of edge, channels and filters of every tail.
const std::vector<Shape>& conv2d_check_shapes();
/// The two layers of the ConvNet at a batch of 128.
const std::vector<Shape>& conv2d_bench_shapes();
/// A multiplication and an addition for each product; every operand once.
Cost conv2d_cost(const Shape& shape);

Conv2dShape conv2d_shape(const Shape& shape);
oracle::Conv2d conv2d_oracle(const Conv2dShape& shape);

/// Throws ShapeError unless the kernel fits into the image and all sizes make sense.
void require_conv2d(const char* kernel, const Conv2dShape& shape);

/// Empty where <conv(x, w), g> = <derivative, by> up to rounding, `roundings` of them in each element of the
/// derivative: dx with x, or dw with w. conv is linear in both.
std::string conv2d_adjoint_fault(const Conv2dShape& s, ConstMatrixView x, ConstMatrixView w, ConstMatrixView g,
                                 ConstMatrixView derivative, ConstMatrixView by, Index roundings);

// The way of the rivals and of conv2d_columns.h: an image as a matrix of (outputs, kernel_height kernel_width
// channels), a product, and back.

using ProductFunction = void (*)(float alpha, const float* a, long a_stride, bool a_transposed, const float* b,
                                 long b_stride, bool b_transposed, float beta, float* c, long c_stride, long m, long n,
                                 long k);
void image_to_columns(const Conv2dShape& shape, const float* image, float* columns);
/// Adds to the image.
void columns_to_image(const Conv2dShape& shape, const float* columns, float* image);

}  // namespace rederive
