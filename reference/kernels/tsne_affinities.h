// p_j|i = exp(-beta_i d_ij) / sum_{l != i} exp(-beta_i d_il),   p_i|i = 0,   H_i = -sum_j p_j|i log p_j|i
//
// d (rows, n) holds squared distances, the rows [first, first + rows) of n points; the own column of a row is not used.
// One precision beta >= 0 a row. H is the entropy in nats, so the perplexity is exp(H); slope = dH / d log beta is the
// negated variance of beta d under p. P is (rows, n), or 0 x 0 where only H and slope are wanted, as while beta is
// searched for (reference/models/joint_affinities.h). P may be d itself, and must not overlap it otherwise. With n = 1
// all of it is 0.
// Source: van der Maaten and Hinton, Journal of Machine Learning Research 9, 2008, equation 1; beta = 1 / 2 sigma^2.
//
// Same bits on every machine: variants "scalar", "simd". With m = min_{j != i} d_ij, all rounded to float32:
// t_j = d_ij - m, e_j = exp_f32(-(beta t_j)), and the sums S of e_j, T of (t_j e_j), U of fma(t_j, t_j e_j, .), in
// blocks of 1024 columns: column j adds to lane j mod 16, the lanes are added as a tree (l and l + 8, l + 4, l + 2, l +
// 1), the blocks in double. p = e_j * float32(1 / S); in double, mean = beta T / S, H = log S + mean, slope = mean^2 -
// beta^2 U / S.
//
// Error, with u = 2^-24, a = beta (d - m), K = min(ceil(n / 16), 64) + 4, E the mean under p, to first order:
//   S: s = (2 E a + 2 + K) u relative;   p: (2 a + 4) u + s relative, and 1.2e-38, where exp_f32 ends
//   mean: v = (2 E a^2 + (4 + K) E a) u + s E a;   H: s + v;   slope: (2 E a^3 + (5 + K) E a^2) u + s E a^2 + 2 v E a
#pragma once

#include <span>

#include "reference/core/matrix.h"

namespace rederive {

/// entropies and slopes have one number a row. Throws ShapeError.
void tsne_affinities(ConstMatrixView squared_distances, Index first, std::span<const float> precisions, MatrixView p,
                     std::span<double> entropies, std::span<double> slopes);

}  // namespace rederive
