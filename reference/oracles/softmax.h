// Softmax of a row in double, and the cost -log p of a label.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive::oracle {

inline double log_sum_exp(const float* x, Index count) {
  const double max = *std::max_element(x, x + count);
  double sum = 0;
  for (Index j = 0; j < count; ++j) sum += std::exp(x[j] - max);
  return max + std::log(sum);
}

inline std::vector<double> log_softmax(const float* x, Index count) {
  std::vector<double> all;
  if (count == 0) return all;
  const double whole = log_sum_exp(x, count);
  for (Index j = 0; j < count; ++j) all.push_back(x[j] - whole);
  return all;
}

}  // namespace rederive::oracle
