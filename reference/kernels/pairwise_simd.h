// The vector loops behind pairwise_squared_distances.h. Shapes are checked by the caller.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

void pairwise_simd(ConstMatrixView x, ConstMatrixView y, MatrixView distances);

}  // namespace rederive
