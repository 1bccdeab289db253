// y = alpha op(A) x + beta y
//
// A is (rows, cols), row-major with any stride >= cols; op(A) is (m, k), x has k numbers and y has m. y must not
// overlap A or x. Sizes of 0 are fine: with k = 0 the result is beta y. With beta = 0, y is not read and may hold
// anything.
//
// The bits are those of gemm.h with a single column: each number is one chain of fused multiply-adds in increasing l,
//     s = 0;  s = fma(a_il, x_l, s) for l = 0 .. k - 1
// and then alpha * s where beta = 0, else fma(alpha, s, beta * y). Variants "scalar", "simd". So gemm hands over
// products with one row or one column.
// Error: |y - y*| <= gamma_{k+2} (|alpha| |A| |x| + |beta y|), gamma_n = n u / (1 - n u), u = 2^-24, as gemm.h has it.
#pragma once

#include <span>

#include "reference/core/matrix.h"
#include "reference/kernels/gemm.h"

namespace rederive {

/// Throws ShapeError, with the shapes, where they do not fit together.
void gemv(float alpha, ConstMatrixView a, Op op, std::span<const float> x, float beta, std::span<float> y);

}  // namespace rederive
