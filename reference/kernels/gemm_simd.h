// The vector loops behind gemm.h: packed right-hand panels and register tiles. Shapes are checked by the caller.
#pragma once

#include "reference/kernels/gemm.h"

namespace rederive {

/// Columns of a panel of B on the chosen target, a multiple of 16.
Index gemm_panel_width();

/// Floats that hold a (rows, cols) right-hand side in panels; the last panel is as wide as its columns need, in
/// sixteens.
Index gemm_packed_size(Index rows, Index cols, Index panel);

/// to = panel after panel, each (rows of op(B)) x width, zeros beyond the last column.
void gemm_pack(ConstMatrixView b, Op op_b, Index panel, float* to);

void gemm_simd(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, Op op_b, float beta, MatrixView c);
void gemm_simd(float alpha, ConstMatrixView a, Op op_a, const PackedMatrix& b, float beta, MatrixView c);

}  // namespace rederive
