// The two problems of pooling, forwards and backwards, as all variants take them.
#pragma once

#include "reference/kernels/kernel.h"
#include "reference/kernels/pool2d.h"

namespace rederive {

enum class Pooling { max, average, sum, euclidean, power };  // Lp: p = 1, p = 2 and the others

struct PoolProblem {
  Pool2dShape shape;
  Pooling kind = Pooling::max;
  float p = 1;  // of Pooling::power
  ConstMatrixView x;
  MatrixView y;
  View<std::uint8_t> chosen;  // where kind is max
};

struct PoolBackwardProblem {
  Pool2dShape shape;
  Pooling kind = Pooling::max;
  float p = 1;
  ConstMatrixView x;  // Lp only, and y
  ConstMatrixView y;
  ConstMatrixView g;
  View<const std::uint8_t> chosen;
  MatrixView dx;
};

/// 1 / m^2 as both directions round it.
inline float pool_share(const Pool2dShape& shape) { return 1.0F / static_cast<float>(shape.window * shape.window); }

/// The exponent's bits of a magnitude, kept where 2^e and 2^-e are normal: what a window is scaled by.
constexpr unsigned kPoolExponent = 0x7f800000;
constexpr unsigned kPoolLowest = 0x00800000;
constexpr unsigned kPoolHighest = 0x7e800000;
constexpr unsigned kPoolReciprocal = 0x7f000000;  // minus the bits of 2^e: those of 2^-e

void pool2d_scalar(const PoolProblem& problem);
void pool2d_simd(const PoolProblem& problem);
void pool2d_backward_scalar(const PoolBackwardProblem& problem);
void pool2d_backward_simd(const PoolBackwardProblem& problem);

/// Throws ShapeError unless windows fit into the image and their places into a byte.
void require_pool2d(const char* kernel, const Pool2dShape& shape);
void require_places(const char* kernel, const View<const std::uint8_t>& chosen, Index rows, const Pool2dShape& shape);
/// Which of Lp's forms; throws UsageError unless 1 <= p < infinity.
Pooling pool2d_norm(float p);

// What the two sheets share. Numbers of a shape: n images of (h, w, c), windows m, stride s, kind.
const std::vector<std::string>& pool2d_axes();
const std::vector<Shape>& pool2d_check_shapes();
/// The ConvNet's layer and the same with windows of 3 every 2.
const std::vector<Shape>& pool2d_bench_shapes();
Pool2dShape pool2d_shape(const Shape& shape);
/// kind = 0: max, 1: average, then Lp with p = 1, 2, 3, 1.5, 17.
Pooling pool2d_kind(const Shape& shape);
float pool2d_p(const Shape& shape);

}  // namespace rederive
