// D_ij = ||x_i - y_j||^2 = sum_l (x_il - y_jl)^2
//
// X is (n, d), Y is (m, d), D is (n, m), all row-major with any stride >= cols; Y may be X. D overlaps neither. Sizes
// of 0 are fine: with d = 0 the result is 0.
//
// Same bits on every machine: variants "scalar", "simd". Each element is one chain in increasing l,
//     s = 0;  s = fma(t, t, s) with t = x_il - y_jl rounded.
// So D >= 0, a point has the distance 0 from itself, D(X, X) is symmetric bit by bit, and the error is relative:
// |D - D*| <= gamma_{d+2} D* + d 2^-149, gamma_n = n u / (1 - n u), u = 2^-24: two for the squared difference, d for
// the chain. Nothing cancels, whatever the mean of the data.
//
// The other formula, ||x||^2 - 2 x'y + ||y||^2, has half the operations; its error is of the order of d u (||x|| +
// ||y||)^2, so near neighbours lose all their digits where the data lie far from 0, and D can be negative. The rivals
// "eigen" and "openblas" compute it. Where Y is X, the same view, "simd" may compute one half and mirror it.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// Throws ShapeError.
void pairwise_squared_distances(ConstMatrixView x, ConstMatrixView y, MatrixView distances);

}  // namespace rederive
