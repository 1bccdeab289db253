// The forces between the points of a map, from which the gradient of an embedding's divergence is made.
//
//   attraction_i = sum_j p_ij f_ij (y_i - y_j),   repulsion_i = sum_j w_ij f_ij (y_i - y_j),   z_i = sum_{j != i} w_ij
//   student:   w_ij = 1 / (1 + ||y_i - y_j||^2),   f_ij = w_ij      (t-SNE)
//   gaussian:  w_ij = exp(-||y_i - y_j||^2),       f_ij = 1         (symmetric SNE)
//   dKL/dy_i = 4 (attraction_i - repulsion_i / Z),  Z = sum_i z_i
//
// One pass: nothing waits for Z. The map is (2, n): the first row holds the first coordinates. P is (rows, n), the rows
// [first, first + rows) of the affinities, with a zero diagonal; attraction and repulsion are (2, rows), z has one
// number a row. P and attraction may both be 0 x 0: then only repulsion and z are computed. A map of n points is cut
// into ranges of rows as one likes, over threads or not: a row's bits depend on nothing but the row. Nothing may
// overlap. ||y_i - y_j||^2 < 10^19.
// Source: van der Maaten and Hinton, Journal of Machine Learning Research 9, 2008, equations 5 and 6.
//
// Same bits on every machine: variants "scalar", "simd". With d = y_i - y_j rounded, a = fma(dx, dx, fma(dy, dy, 1)):
// student divides once for two columns, j and j + 16 of each 32, r = 1 / (a_j a_j+16), w_j = r a_j+16, w_j+16 = r a_j,
// where a = 1 beyond the last column; gaussian is exp_f32(-fma(dx, dx, dy dy)). A term is fma(p f, d, .) or
// fma(w f, d, .) in float32. Columns are taken in blocks of 1024; within a block column j adds to lane j mod 16, then
// the lanes are added as a tree (l and l + 8, l + 4, l + 2, l + 1); blocks are added in double, in their order.
//
// Error, with u = 2^-24 and K = min(ceil(n / 16), 64) + 5 (a lane's chain, the tree, the rounding to float32):
//   z: sum_j (t_ij + K) u w_ij;  attraction, repulsion: sum_j (2 t_ij + 3 + K) u |term|;  each + 2^-125 sum_j (1 + |d|)
// t_ij bounds the relative error of w: 7 for student (4 of a, product, division, product), 4 ||y_i - y_j||^2 + 2 for
// gaussian, whose w never falls below exp(-87.33) = 1.2e-38.
#pragma once

#include <span>

#include "reference/core/matrix.h"

namespace rederive {

enum class Similarity { student, gaussian };

/// Throws ShapeError.
void tsne_forces(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                 MatrixView attraction, MatrixView repulsion, std::span<double> z);

/// gradient = 4 (exaggeration * attraction - repulsion / Z), in double, rounded once. All are (2, rows); Z > 0 is the
/// sum of z over all rows of the map. The gradient may be one of the others. Throws ShapeError.
void tsne_gradient(ConstMatrixView attraction, ConstMatrixView repulsion, double z, double exaggeration,
                   MatrixView gradient);

}  // namespace rederive
