// D_ij = ||x_i - y_j||^2 in double: the sum of squared differences, by definition.
#pragma once

#include <vector>

#include "reference/core/matrix.h"

namespace rederive::oracle {

inline double squared_distance(const float* x, const float* y, Index count) {
  double sum = 0;
  for (Index l = 0; l < count; ++l) {
    const double difference = static_cast<double>(x[l]) - y[l];
    sum += difference * difference;
  }
  return sum;
}

}  // namespace rederive::oracle
