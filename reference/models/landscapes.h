// Two losses on which the rules of reference/optimise are compared: a quadratic and a double well.
//
//   quadratic     l(w) = 1/2 w'A w,  A = Q diag(lambda) Q,  Q = I - 2 n n', |n| = 1;  lambda from 1 to 1 / condition
//   double well   l(x) = (x^2 - 1)^2 / 4 + tilt x,  l'(x) = x^3 - x + tilt,  0 <= tilt < 2 / (3 sqrt 3)
//
// The well left of 0 is the deeper one (for tilt > 0), and the curvature at the bottoms is near 2. Parameters and
// gradients are float32, as in training; what lies between is double, in one fixed order.
#pragma once

#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

class Quadratic {
 public:
  /// Curvatures fall geometrically. n is uniform on the sphere. UsageError unless size >= 2 and condition >= 1.
  Quadratic(Index size, double condition, const Stream& direction);

  Index size() const { return static_cast<Index>(curvatures_.size()); }
  const std::vector<double>& curvatures() const { return curvatures_; }
  /// A w. ShapeError unless both are 1 x size.
  void gradient(ConstMatrixView w, MatrixView g) const;

 private:
  std::vector<double> curvatures_;
  std::vector<double> normal_;
};

class DoubleWell {
 public:
  /// UsageError unless there are two wells.
  explicit DoubleWell(double tilt);

  double slope(double x) const { return x * x * x - x + tilt_; }
  /// The top between the wells.
  double barrier() const { return barrier_; }

 private:
  double tilt_;
  double barrier_;
};

}  // namespace rederive
