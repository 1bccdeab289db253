// How much of a code or a dictionary is zero.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

struct Zeros {
  double exact = 0;  // the share of elements that are 0
  double near = 0;   // and of those below `fraction` of the largest magnitude in their row, exact ones among them
};

/// Over all elements; a row of zeros is all zero in both senses, and a NaN is no zero. UsageError without elements.
Zeros zeros(ConstMatrixView rows, double fraction);

}  // namespace rederive
