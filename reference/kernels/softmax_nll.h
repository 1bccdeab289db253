// The softmax cost of integer labels and its gradient, in one pass over the logits.
//
//     p_ij     = exp(x_ij - m_i) / S_i,   m_i = max_l x_il,   S_i = sum_l exp(x_il - m_i)
//     loss_i   = -log p_i,label(i) = log S_i + (m_i - x_i,label(i))
//     dx_ij    = (p_ij - [j = label(i)]) scale
//
// x (logits) and dx are (rows, cols); dx may be x itself, but must not overlap it otherwise. A label is below cols.
// scale is usually 1 / rows, for the gradient of the mean. m, S and p as softmax.h has them, the product with scale
// is rounded once more; the loss is in nats, its logarithm float32, the rest and the sum double. Same bits on every
// machine: variants "scalar", "simd". Errors with softmax.h's e_j and S: dx_ij ((e_j + S + 2 u) p_ij + 2 u |p_ij - [j =
// label]|) scale + 1.2e-38; loss S + 2 u log S_i.
#pragma once

#include <cstdint>
#include <span>

#include "reference/core/matrix.h"

namespace rederive {

/// One label and one loss a row. Throws ShapeError, also for a label that is not below cols.
void softmax_nll(ConstMatrixView x, std::span<const std::uint32_t> labels, float scale, MatrixView dx,
                 std::span<double> losses);

}  // namespace rederive
