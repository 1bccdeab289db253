// Sums in a fixed order.
//
//     row_sums       s_i = sum_j x_ij
//     squared_error  s_i = sum_j (x_ij - t_ij)^2
//     cross_entropy  s_i = -sum_j t_ij log p_ij          (a term with t_ij = 0 is 0, whatever p_ij)
//
// All matrices are (rows, cols). Terms are float32 (the difference is rounded once, then squared in
// double; log has 1 ULP, its product with t is rounded once) and sums in double: column j adds to sum j mod 16, and the
// sixteen sums are added as a tree (l and l + 8, l + 4, l + 2, l + 1). `total` adds row sums in increasing i, in
// double. Neither order depends on the width of a vector: variants "scalar", "simd". Errors, u = 2^-24, U = 2^-53:
// row_sums (cols / 16 + 4) U sum |x|; squared_error 2.1 u s; cross_entropy 3.1 u sum |t log p| + cols 2^-149.
#pragma once

#include <span>

#include "reference/core/matrix.h"

namespace rederive {

/// One sum a row. Throw ShapeError.
void row_sums(ConstMatrixView x, std::span<double> sums);
void squared_error(ConstMatrixView x, ConstMatrixView t, std::span<double> sums);
void cross_entropy(ConstMatrixView p, ConstMatrixView t, std::span<double> sums);

/// The sum of all, of all squared differences, of all cross-entropies.
double total(ConstMatrixView x);
double total_squared_error(ConstMatrixView x, ConstMatrixView t);
double total_cross_entropy(ConstMatrixView p, ConstMatrixView t);

}  // namespace rederive
