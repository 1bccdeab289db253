// C* = alpha op(A) op(B) + beta C in double, and what the error of any float32 computation is bounded by.
#pragma once

#include <cmath>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive::oracle {

struct Product {
  std::vector<double> value;
  std::vector<double> magnitude;  // |alpha| |op(A)| |op(B)| + |beta C|
};

inline Product gemm(double alpha, ConstMatrixView a, bool a_transposed, ConstMatrixView b, bool b_transposed,
                    double beta, ConstMatrixView c) {
  const Index depth = a_transposed ? a.rows : a.cols;
  Product product;
  for (Index i = 0; i < c.rows; ++i) {
    for (Index j = 0; j < c.cols; ++j) {
      double sum = 0;
      double magnitude = 0;
      for (Index l = 0; l < depth; ++l) {
        const double term = static_cast<double>(a_transposed ? a(l, i) : a(i, l)) * (b_transposed ? b(j, l) : b(l, j));
        sum += term;
        magnitude += std::fabs(term);
      }
      const double old = beta == 0 ? 0 : beta * c(i, j);
      product.value.push_back(alpha * sum + old);
      product.magnitude.push_back(std::fabs(alpha) * magnitude + std::fabs(old));
    }
  }
  return product;
}

}  // namespace rederive::oracle
