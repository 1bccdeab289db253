// C = alpha op(A) B + beta C for an A with many zeros: binary units, ink on paper.
//
// The bits of gemm.h for a finite B: a term with a_il = 0 would add 0 to a sum that is never -0, so it is left out.
// (Where B has an infinity or a NaN, gemm spreads it to every row and this does not.) op(A) is (m, k), B is (k, n), C
// is (m, n), row-major with any stride; C must not overlap A or B; with beta = 0 it is not read. Error: that of gemm.h.
// Fastest where the rows of B and C begin on 64-byte boundaries: reference/core/padded_matrix.h.
// Work: a row of B is added once for each element of op(A) that is not 0; where most are not, gemm does the work.
#pragma once

#include "reference/core/matrix.h"
#include "reference/kernels/gemm.h"

namespace rederive {

/// Throws ShapeError, with the shapes, where they do not fit together.
void sparse_gemm(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, float beta, MatrixView c);

}  // namespace rederive
