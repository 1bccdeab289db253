// What rounding may do to a chain of multiply-adds: the bound of gemm and of all that is made of its chains.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// gamma_n magnitude with gamma_n = n u / (1 - n u), u = 2^-24, for n roundings of sums whose terms' magnitudes add up
/// to `magnitude`, in any order (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 3.1); and 2^-149,
/// half the smallest subnormal, for each rounding, should it underflow.
inline double chain_bound(Index roundings, double magnitude) {
  const auto n = static_cast<double>(roundings);
  return n * 0x1p-24 / (1 - n * 0x1p-24) * magnitude + n * 0x1p-149;
}

}  // namespace rederive
