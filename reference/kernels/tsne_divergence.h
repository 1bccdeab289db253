// divergence_i = sum_j p_ij log(p_ij / w_ij),   mass_i = sum_j p_ij
//
// KL(P || Q) = sum_i divergence_i + log(Z) sum_i mass_i, since q_ij = w_ij / Z: see kullback_leibler below. w and the
// operands are those of tsne_forces.h: the map is (2, n), P is (rows, n), the rows [first, first + rows) of the
// affinities, with a zero diagonal; one number a row in each result. A p_ij below 2^-126 counts as 0 in the divergence.
// It costs a logarithm a pair, so it is apart from the forces: an optimiser looks at it now and then.
//
// Same bits on every machine: variants "scalar", "simd". With d = y_i - y_j rounded, a = fma(dx, dx, fma(dy, dy, 1)):
// student takes log(p a), p a rounded; gaussian log(p) + fma(dx, dx, dy dy). Sums as in tsne_forces.h: blocks of 1024
// columns, column j to lane j mod 16, a tree (l and l + 8, l + 4, l + 2, l + 1), blocks in double. The logarithm of a
// normal x = 2^n m with m in [.707, 1.414] is fma(n, high, fma(n, low, log1p_f32(m - 1))), log 2 = high + low; its
// error is below (3 |log x| + 2) u, u = 2^-24.
//
// Error, with K = min(ceil(n / 16), 64) + 4 and L = log(p / w), to first order, + 2^-119 n for what is left out:
//   mass: K u mass;  student: sum_j p (7 + (4 + K) |L|) u;  gaussian: sum_j p (2 + 3 |log p| + 4 d^2 + (2 + K) |L|) u
#pragma once

#include <span>

#include "reference/core/matrix.h"
#include "reference/kernels/tsne_forces.h"

namespace rederive {

/// Throws ShapeError.
void tsne_divergence(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                     std::span<double> divergences, std::span<double> masses);

/// KL(P || Q) in nats from the rows of the whole map and Z > 0, added in their order. Throws ShapeError.
double kullback_leibler(std::span<const double> divergences, std::span<const double> masses, double z);

}  // namespace rederive
