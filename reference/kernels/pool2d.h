// Pooling over windows: the maximum, the average or the Lp norm of each, channel by channel, and their gradients.
//
//   max       y = the largest x of the window; chosen = its place, row by row, the first of equals
//   average   y = (sum x) / m^2, as a product with 1 / m^2 rounded to float32
//   Lp        y = (sum |x|^p)^(1/p), 1 <= p < infinity
//
// Windows are m x m and start every s pixels, s = m: disjoint, s < m: overlapping; N pixels give (N - m) / s + 1
// windows, rounded down: what is left over at the end is not looked at, and its gradient is 0.
// Layout as in conv2d.h: one image a row, (height, width, channels), any stride >= cols. x and y must not overlap.
//
// Gradients, g = dL/dy:
//   max       g goes to the place that was chosen
//   average   g / m^2 goes to each, the same product
//   Lp        g sign(x) (|x| / y)^(p - 1), with y as it is given; 0 where x = 0 or y = 0, so for p = 1, too
// Where windows overlap a pixel's gradient is 0 + a + b + ... in increasing order of the windows, row by row.
//
// NaN: a window with a NaN has the result NaN, and its maximum is at the first of them. Infinities: their maximum, or
// NaN where a formula has none. Lp neither overflows nor underflows on the way: a window is scaled by a power of two,
// or by its largest magnitude for p other than 1 and 2.
//
// Same bits on every machine (variants "scalar", "simd"): sums run over the window row by row, fused where there are
// squares; powers are exp(p log) of elementary's own functions. Error, u = 2^-24, gamma_n = n u / (1 - n u), q = m^2:
//   max       none
//   average   gamma_{q + 1} (sum |x|) / q;  gradient gamma_{k + 1} of the sum of magnitudes, k windows to a pixel
//   p = 1     gamma_q y;  p = 2  gamma_{q + 2} y;  else  (q + 24) 2 u y
//   gradient  gamma_{k + 4} of the sum of magnitudes for p = 1 and 2, else gamma_{k + 16 + p (1 + 6 |log(|x| / y)|)}
//   and 2^-126 for results that are subnormal on the way
#pragma once

#include <cstdint>

#include "reference/core/matrix.h"

namespace rederive {

struct Pool2dShape {
  Index height = 0;  // of an image
  Index width = 0;
  Index channels = 0;
  Index window = 1;  // m: at most the image's height and width, and kPool2dWidest
  Index stride = 1;  // s

  Index out_height() const { return (height - window) / stride + 1; }
  Index out_width() const { return (width - window) / stride + 1; }
  Index image() const { return height * width * channels; }
  Index output() const { return out_height() * out_width() * channels; }
};

/// So that a place in a window is a byte.
constexpr Index kPool2dWidest = 16;

/// x (n, image), y and chosen (n, output). All throw ShapeError, and UsageError for a p that is not in [1, infinity).
void pool2d_max(const Pool2dShape& shape, ConstMatrixView x, MatrixView y, View<std::uint8_t> chosen);
void pool2d_max_backward(const Pool2dShape& shape, ConstMatrixView g, View<const std::uint8_t> chosen, MatrixView dx);

void pool2d_average(const Pool2dShape& shape, ConstMatrixView x, MatrixView y);
void pool2d_average_backward(const Pool2dShape& shape, ConstMatrixView g, MatrixView dx);

void pool2d_lp(const Pool2dShape& shape, float p, ConstMatrixView x, MatrixView y);
/// x and y as pool2d_lp had and gave them.
void pool2d_lp_backward(const Pool2dShape& shape, float p, ConstMatrixView x, ConstMatrixView y, ConstMatrixView g,
                        MatrixView dx);

}  // namespace rederive
