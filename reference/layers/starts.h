// Where weights start, from the words of a stream.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

/// Weights and biases uniform in +-1 / sqrt(fan_in): element i of the weights from word i, the biases from the words
/// after those.
void start_uniform(Matrix& weights, Matrix& bias, Index fan_in, const Stream& stream);

}  // namespace rederive
