// The gradients of a stack of sigmoid layers in double, and how far float32 may be from them.
//
//   Z_0 = X,  Z_k = sigmoid(Z_{k-1} W_k)                                          rows are samples: Z_k is N x d_k
//   D_n = (Z_n - T) . f'_n,  D_k = (D_{k+1} W_{k+1}') . f'_k,  f'_k = Z_k . (1 - Z_k)
//   dL/dW_k = Z_{k-1}' D_k,  L = 1/2 |Z_n - T|^2
//
// The bound is a running one: each operation passes on the errors of its operands and adds its own roundings, u = 2^-24
// (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 3.3). It holds for any order of summation.
#pragma once

#include <span>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive::oracle {

/// A matrix, row by row, and the largest error of each element.
struct Bounded {
  Index rows = 0;
  Index cols = 0;
  std::vector<double> value;
  std::vector<double> error;
};

/// dL/dW_k of every layer, the first one first.
std::vector<Bounded> sigmoid_layer_gradients(ConstMatrixView x, std::span<const ConstMatrixView> weights,
                                             ConstMatrixView targets);

}  // namespace rederive::oracle
