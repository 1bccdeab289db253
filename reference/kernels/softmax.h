// softmax      p_ij = exp(x_ij - m_i) / sum_l exp(x_il - m_i),   m_i = max_l x_il
// log_softmax  y_ij = (x_ij - m_i) - log sum_l exp(x_il - m_i)
//
// x and the result are (rows, cols); the result may be x itself, but must not overlap it otherwise. The sum is float32:
// column j adds to sum j mod 16, and the sixteen sums are added as a tree (l and l + 8, l + 4, l + 2, l + 1); it is
// divided into 1 once a row. So the bits do not depend on the vector width: variants "scalar", "simd". A term with
// x_ij - m_i < -87.33 is 0. NaN, or an infinity that is the maximum, makes its row NaN.
//
// Errors, u = 2^-24: x - m is rounded once, which changes exp by u |x - m|, and exp has 1 ULP. So a term errs by
// e_j = (|x_j - m| + 2) u, relative; sum and division add S = (cols / 16 + 7) u + sum_l p_l e_l. p_ij: (e_j + S + u)
// p_ij + 1.2e-38. y_ij: u (|x_ij - m_i| + |y_ij|) + S + 2 u |log sum|.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// Throw ShapeError.
void softmax(ConstMatrixView x, MatrixView p);
void log_softmax(ConstMatrixView x, MatrixView y);

}  // namespace rederive
