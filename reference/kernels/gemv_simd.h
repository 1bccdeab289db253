// The vector loops behind gemv.h, which gemm uses for products of one row or column. Shapes are checked by the caller.
#pragma once

#include "reference/kernels/gemm.h"

namespace rederive {

/// Neighbours in x and y are x_step and y_step apart.
void gemv_simd(float alpha, ConstMatrixView a, Op op, const float* x, Index x_step, float beta, float* y, Index y_step);

}  // namespace rederive
