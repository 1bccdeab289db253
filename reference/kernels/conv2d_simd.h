// The vector loops behind conv2d.h, on the register tile of gemm. Shapes are checked by the caller.
#pragma once

#include "reference/kernels/conv2d.h"

namespace rederive {

/// bias may be null.
void conv2d_forward_simd(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView w, const float* bias,
                         MatrixView y);
void conv2d_to_data_simd(const Conv2dShape& shape, ConstMatrixView g, ConstMatrixView w, MatrixView dx);
/// dbias may be null.
void conv2d_to_weights_simd(const Conv2dShape& shape, ConstMatrixView x, ConstMatrixView g, MatrixView dw,
                            float* dbias);

}  // namespace rederive
