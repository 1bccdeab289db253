// y_ij = sign(x_ij) max(|x_ij| - lambda, 0)
//
// The proximal operator of lambda |x|_1: the step of ISTA and FISTA. x and y are (rows, cols); y may be x itself, but
// must not overlap it otherwise. lambda >= 0. Error: one rounding, u |y|, u = 2^-24; the zero of a negative x is -0;
// NaN gives NaN. Same bits on every machine: variants "scalar", "simd".
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// Throws ShapeError.
void soft_threshold(ConstMatrixView x, float lambda, MatrixView y);

}  // namespace rederive
