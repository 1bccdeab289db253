// p_ij = 1 / (1 + exp(-(x_ij + bias_j))),   s_ij = 1 with probability p_ij, else 0
//
// The probabilities are those of sigmoid.h, bit for bit. The samples are bernoulli(p_ij, stream.word(i cols + j)) of
// reference/core/random.h: a function of the logical place (i, j) alone, whatever the strides. Every call reads the
// stream from its beginning, so give each call a substream of its own. All three matrices are (rows, cols). The
// probabilities may be the logits themselves; otherwise nothing may overlap. The samples are exact for the computed p:
// they differ from those of an exact p where |uniform - p*| is below p's error.
#pragma once

#include <span>

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

/// Throws ShapeError. A NaN probability gives the sample 0.
void sigmoid_bernoulli(ConstMatrixView logits, std::span<const float> bias, const Stream& stream,
                       MatrixView probabilities, MatrixView samples);

}  // namespace rederive
