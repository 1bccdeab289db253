// Softmax of a row, one number at a time: the twin of softmax-inl.h, with the same bits.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "reference/kernels/elementary.h"
#include "reference/kernels/lanes.h"

namespace rederive {

struct SoftmaxParts {
  float max = -std::numeric_limits<float>::infinity();
  float sum = 0;
};

/// exp(x - max), 0 where that is subnormal.
inline float softmax_term(float x, float max) {
  const float less = x - max;
  return less < ElementaryConstants::kExpLowest ? 0.0F : exp_f32(less);
}

inline SoftmaxParts softmax_parts(const float* x, Index count) {
  SoftmaxParts parts;
  for (Index j = 0; j < count; ++j) parts.max = std::max(parts.max, x[j]);
  parts.sum = sum_in_lanes<float>(count, [&](Index j) { return softmax_term(x[j], parts.max); });
  return parts;
}

/// What the header of softmax calls S and e_j, in units of u: the relative errors of the sum and of a term.
struct SoftmaxErrors {
  double sum = 0;
  double log_sum = 0;  // log of the sum of exp(x - max)
  double max = 0;
  double term(double x) const { return max - x + 2; }
};

inline SoftmaxErrors softmax_errors(const float* x, const std::vector<double>& log_p, Index count) {
  SoftmaxErrors errors;
  if (count == 0) return errors;
  errors.max = *std::max_element(x, x + count);
  errors.log_sum = x[0] - errors.max - log_p[0];
  errors.sum = static_cast<double>(count) / 16 + 7;
  for (Index j = 0; j < count; ++j) errors.sum += std::exp(log_p[static_cast<std::size_t>(j)]) * errors.term(x[j]);
  return errors;
}

}  // namespace rederive
