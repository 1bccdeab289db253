// y_ij = exp(x_ij), log(x_ij), tanh(x_ij)
//
// x and y are (rows, cols); y may be x itself, but must not overlap it otherwise. Same bits on every machine: variants
// "scalar", "simd". Largest errors over all floats, and what happens at the ends, are in elementary.h: exp and log 1
// ULP, tanh 3 ULP; an exp that is subnormal is rounded once.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// Throw ShapeError.
void exp(ConstMatrixView x, MatrixView y);
void log(ConstMatrixView x, MatrixView y);
void tanh(ConstMatrixView x, MatrixView y);

}  // namespace rederive
