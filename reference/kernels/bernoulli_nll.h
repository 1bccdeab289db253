// row_i = sum_j log(1 + exp(z_ij)) - t_ij z_ij,   z_ij = x_ij + bias_j
//
// In nats: the cross-entropy of targets t under independent units with logits z. Without targets it is the softplus sum
// of an RBM's free energy. x (logits) and t (targets, usually in [0, 1]) are (rows, cols); t may be 0 x 0, which means
// none; the bias is empty, which means zero, or has one number a column; z is rounded to float32 first.
//
// Each term is float32, computed as (max(z, 0) - t z) + log1p(exp(-|z|)) so that t = 1 loses nothing; the sum is
// double: column j adds to sum j mod 16, and the sixteen sums are added as a tree (l and l + 8, l + 4, l + 2, l + 1).
// So the bits do not depend on the vector width: variants "scalar", "simd". Error, to first order in u = 2^-24:
// |row - row*| <= u sum_j (2 |max(z, 0) - t z| + 7 log1p(exp(-|z|))) + cols 2.8e-38 (derived in the .cc).
#pragma once

#include <span>

#include "reference/core/matrix.h"

namespace rederive {

/// row_sums has one number a row. Throws ShapeError.
void bernoulli_nll(ConstMatrixView logits, std::span<const float> bias, ConstMatrixView targets,
                   std::span<double> row_sums);

}  // namespace rederive
