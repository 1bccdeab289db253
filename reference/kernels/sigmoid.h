// p_ij = 1 / (1 + exp(-(x_ij + bias_j)))
//
// x (logits) and p (probabilities) are (rows, cols); p may be x itself, but must not overlap it otherwise. The bias is
// empty, which means zero, or has one number a column. x_ij + bias_j is rounded to float32 first.
// Error: |p - p*| <= (4 - 2 p*) u p* + 1.2e-38 to first order in u = 2^-24 (derived in units.h); below z = -87.33 the
// result stays at exp(-87.33). NaN gives NaN. Same bits on every machine: variants "scalar", "simd".
#pragma once

#include <span>

#include "reference/core/matrix.h"

namespace rederive {

/// The mean field: probabilities without samples. Throws ShapeError.
void sigmoid(ConstMatrixView logits, std::span<const float> bias, MatrixView probabilities);

}  // namespace rederive
