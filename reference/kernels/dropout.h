// y_ij = x_ij / (1 - rate) with probability 1 - rate, else 0
//
// An element is kept where uniform(stream.word(i cols + j)) >= rate (reference/core/random.h): a function of the
// logical place alone, whatever the strides. x and y are (rows, cols); y may be x itself, but must not overlap it
// otherwise.
//
// The backward pass is the same call on the gradient, with the same stream: the mask is made anew from its name and is
// never stored. 0 <= rate < 1; the factor 1 / (1 - rate) is rounded to float32 once. Error u |y|, u = 2^-24: one
// product. A dropped NaN or infinity is 0. Same bits on every machine: variants "scalar", "simd".
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

/// Every call reads the stream from its beginning: give each layer and step a substream. Throws ShapeError, also for a
/// rate that is not in [0, 1).
void dropout(ConstMatrixView x, const Stream& stream, float rate, MatrixView y);

}  // namespace rederive
