// The first principal components of a cloud of points, largest variance first.
//
//   C = (X - mean)'(X - mean) / n,   C v_k = lambda_k v_k,   component k of x = (x - mean)' v_k
//
// Subspace iteration on the products of reference/kernels/gemm.h with twenty directions more than are wanted, then
// Jacobi's rotations, in double, of C within the subspace: nothing is left to a library's order of summation, so the
// bits are the same on every machine. The sign is fixed: a direction's element of largest magnitude is positive.
// Directions of nearly equal variance may be turned into each other, which changes no distance between points.
// Source: Golub and Van Loan, Matrix Computations, 4th ed., sections 8.2.4 and 8.5; Halko, Martinsson and Tropp, SIAM
// Review 53(2), 2011.
#pragma once

#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

struct PrincipalComponents {
  Matrix scores;                  // (n, count): the components of each point
  std::vector<double> variances;  // lambda_k, falling
};

/// Of the rows of x, (n, d). Throws UsageError unless 1 <= count <= min(n, d).
PrincipalComponents principal_components(ConstMatrixView x, Index count);

}  // namespace rederive
