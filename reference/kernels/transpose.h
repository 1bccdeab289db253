// y_ji = x_ij
//
// x is (rows, cols), y is (cols, rows); they must not overlap. Nothing is computed, so every variant has the same bits.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// Throws ShapeError.
void transpose(ConstMatrixView x, MatrixView y);

}  // namespace rederive
