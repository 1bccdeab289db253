// s_j = sum_i x_ij
//
// x is (rows, cols). The sums are float32 and run in increasing i: the gradient of a bias. Same bits on every machine:
// variants "scalar", "simd". Error: rows u sum_i |x_ij|, u = 2^-24. x and the sums must not overlap.
#pragma once

#include <span>

#include "reference/core/matrix.h"

namespace rederive {

/// One sum a column. Throws ShapeError.
void column_sums(ConstMatrixView x, std::span<float> sums);

}  // namespace rederive
