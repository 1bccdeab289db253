// The lasso, and sparse codes of a batch: least squares with a penalty on absolute values.
//
//   F(b) = g(b) + lambda |b|_1,   g(b) = 1/2 |y - D' b|^2,   grad g(b) = D (D' b - y)
//   ISTA   b_{k+1} = S_{alpha lambda}(z_k - alpha grad g(z_k)),   z_k = b_k,   S_t soft thresholding
//   FISTA  the same from  z_{k+1} = b_{k+1} + (t_k - 1) / t_{k+1} (b_{k+1} - b_k),
//          t_0 = 1,  t_{k+1} = (1 + sqrt(1 + 4 t_k^2)) / 2
//
// D is a dictionary, atoms x inputs, an atom a row; in the words of regression X = D'. Codes b are rows, one for each
// row of y: N x atoms. With L no less than the largest eigenvalue of D D', alpha = 1 / L and b_0 = 0:
//   F(b_k) - F* <= L |b*|^2 / (2 k)  for ISTA,   <= 2 L |b*|^2 / (k + 1)^2  for FISTA;  ISTA converges for alpha < 2 /
//   L.
// Steps are float32; what they are judged by is double, in a fixed order, and so is coordinate descent.
// Source: Beck and Teboulle, SIAM Journal on Imaging Sciences 2(1), 2009; document 000, section 9.2.
#pragma once

#include <span>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

/// D D', both halves equal bit by bit. Half of the work of a product.
Matrix gram_matrix(ConstMatrixView dictionary);

/// The largest eigenvalue of a symmetric positive semidefinite matrix from below, by power iteration in float32 until
/// a step changes it by less than `tolerance` of itself, or `most` steps. 0 for a matrix of zeros. ShapeError unless it
/// is square.
double largest_eigenvalue(ConstMatrixView symmetric, double tolerance, int most);

/// By which products a gradient is computed: one with D D', or two with D and D'.
enum class Products { gram, two };

/// The smooth part g for one dictionary and any number of right-hand sides.
class LeastSquares {
 public:
  /// L by power iteration to 1e-4 and two hundredths above it. The dictionary's memory must stay as it is. UsageError
  /// for a dictionary without atoms or inputs.
  explicit LeastSquares(ConstMatrixView dictionary, Products products = Products::gram);
  /// With an L of the caller's; UsageError unless it is positive.
  LeastSquares(ConstMatrixView dictionary, Products products, double curvature);

  Index atoms() const { return dictionary_.rows; }
  Index inputs() const { return dictionary_.cols; }
  ConstMatrixView dictionary() const { return dictionary_; }
  /// L.
  double curvature() const { return curvature_; }

  /// What gradients need of the rows of y: y D', N x atoms, or y itself.
  Matrix prepared(ConstMatrixView y) const;
  /// grad g at each row of z, N x atoms, of prepared rows. `residual` is memory that is kept from call to call.
  void gradient(ConstMatrixView z, ConstMatrixView prepared, Matrix& residual, MatrixView gradient) const;

 private:
  ConstMatrixView dictionary_;
  Products products_;
  Matrix gram_;  // where it is used
  double curvature_ = 0;
};

struct ProximalOptions {
  double lambda = 0;
  double step = 1;  // alpha L
  bool accelerated = true;
  bool restart = false;  // t = 1 again for a row whose momentum points uphill (O'Donoghue and Candes, 2015)
};

/// ISTA and FISTA from b = 0, step by step.
class ProximalGradient {
 public:
  /// UsageError for a lambda below 0 or a step that is not positive; ShapeError for rows of another width.
  ProximalGradient(const LeastSquares& problem, ConstMatrixView y, const ProximalOptions& options);

  void step();
  /// b_k, N x atoms.
  ConstMatrixView codes() const { return codes_; }
  /// z_k, where the next gradient is taken.
  ConstMatrixView point() const { return options_.accelerated ? point_ : codes_; }

 private:
  void extrapolate(Index row);

  const LeastSquares& problem_;
  ProximalOptions options_;
  Matrix prepared_;
  Matrix codes_;
  Matrix next_;
  Matrix point_;
  Matrix residual_;
  std::vector<double> t_;  // of each row
};

/// The codes after so many steps, N x atoms, computed in blocks of rows that stay in the cache. Throws as above.
Matrix sparse_codes(const LeastSquares& problem, ConstMatrixView y, const ProximalOptions& options, int steps);

// ---- judges, in double -----------------------------------------------------------------------------------------

/// F of one row and its code. ShapeError where the lengths do not fit; so do all below.
double lasso_objective(ConstMatrixView dictionary, std::span<const float> y, std::span<const double> b, double lambda);
/// grad g(b).
std::vector<double> least_squares_gradient(ConstMatrixView dictionary, std::span<const float> y,
                                           std::span<const double> b);
/// The largest distance of v_j from lambda d|b_j|: lambda sign(b_j), or [-lambda, lambda] where b_j = 0. At
/// v = -grad g(b) it is 0 where b is optimal and only there.
double subgradient_distance(std::span<const double> v, std::span<const double> b, double lambda);
/// An upper bound on F(b) - F*: the dual point is the residual, shrunk until it is feasible.
double duality_gap(ConstMatrixView dictionary, std::span<const float> y, std::span<const double> b, double lambda);

struct LassoOptimum {
  std::vector<double> b;
  double objective = 0;
  double gap = 0;  // duality_gap
  int sweeps = 0;
};
/// The minimiser by cyclic coordinate descent on the residual, an algorithm that shares nothing with those above, until
/// the duality gap is at most `tolerance` of 1/2 |y|^2 or `most` sweeps. UsageError for a lambda below 0.
LassoOptimum lasso_optimum(ConstMatrixView dictionary, std::span<const float> y, double lambda,
                           double tolerance = 1e-12, int most = 20000);

/// The least lambda at which the code of y is all zeros: max_j |d_j' y|.
double largest_lambda(ConstMatrixView dictionary, std::span<const float> y);

}  // namespace rederive
