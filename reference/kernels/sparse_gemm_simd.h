// The vector loops behind sparse_gemm.h, whatever the share of zeros. Shapes are checked by the caller.
#pragma once

#include "reference/kernels/gemm.h"

namespace rederive {

void sparse_gemm_simd(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, float beta, MatrixView c);

/// Of some rows of A, evenly spread: the share of the elements that are not 0.
double share_of_ink(ConstMatrixView a);

}  // namespace rederive
