// The exact minimum of logistic regression's objective: Newton's method, its steps by conjugate gradients.
//
//   (X' D X / n + 2 ridge I) d = -gradient,   D = diag(p (1 - p)),   X with a column of ones, whose ridge is 0
//
// which is iteratively reweighted least squares. The objective is convex, and strictly so for ridge > 0: there is one
// minimum, so whatever else descends can be held against it. A step is halved until the objective falls by 1e-4 of what
// the gradient promises. Source: Boyd and Vandenberghe, Convex Optimization, 2004, 9.5; Nocedal and Wright, Numerical
// Optimization, 2006, algorithm 7.1, from which the accuracy of the steps is.
#pragma once

#include <functional>

#include "reference/models/logistic_regression.h"

namespace rederive {

struct NewtonOptions {
  double ridge = 0;         // > 0
  double tolerance = 1e-9;  // of the largest element of the gradient
  int steps = 100;          // at most
};

/// Minimises from `model`; `after` sees it after each step. UsageError where the ridge is not positive or there are no
/// rows, ShapeError as score, Error where the steps did not do.
void minimise(LogisticRegression& model, ConstMatrixView x, std::span<const double> y, const NewtonOptions& options,
              const std::function<void(int step)>& after = nullptr);

}  // namespace rederive
