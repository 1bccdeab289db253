// The vector forms of the row sums; sums.h says what they compute.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

void row_sums_simd(ConstMatrixView x, double* sums);
void squared_error_simd(ConstMatrixView x, ConstMatrixView t, double* sums);
void cross_entropy_simd(ConstMatrixView p, ConstMatrixView t, double* sums);

}  // namespace rederive
