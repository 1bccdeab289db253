#include "reference/models/landscapes.h"

#include <cmath>
#include <string>

#include "reference/core/elementary.h"

namespace rederive {

Quadratic::Quadratic(Index size, double condition, const Stream& direction) {
  if (size < 2 || !(condition >= 1)) throw UsageError("a quadratic wants at least 2 parameters and a condition >= 1");
  const double log_condition = log_exact_bits(condition);
  double squares = 0;
  Draws draws(direction);
  for (Index i = 0; i < size; ++i) {
    curvatures_.push_back(exp_exact_bits(-log_condition * static_cast<double>(i) / static_cast<double>(size - 1)));
    normal_.push_back(draws.normal());
    squares += normal_.back() * normal_.back();
  }
  for (double& n : normal_) n /= std::sqrt(squares);
}

void Quadratic::gradient(ConstMatrixView w, MatrixView g) const {
  if (w.rows != 1 || w.cols != size() || g.rows != 1 || g.cols != size()) {
    throw ShapeError("a quadratic of " + std::to_string(size()) + " parameters: w is " + shape_text(w.rows, w.cols) +
                     ", its gradient " + shape_text(g.rows, g.cols));
  }
  std::vector<double> v(w.data, w.data + w.cols);
  const auto reflect = [&] {
    double along = 0;
    for (std::size_t i = 0; i < v.size(); ++i) along += normal_[i] * v[i];
    for (std::size_t i = 0; i < v.size(); ++i) v[i] -= 2 * along * normal_[i];
  };
  reflect();
  for (std::size_t i = 0; i < v.size(); ++i) v[i] *= curvatures_[i];
  reflect();
  for (std::size_t i = 0; i < v.size(); ++i) g.data[i] = static_cast<float>(v[i]);
}

DoubleWell::DoubleWell(double tilt) : tilt_(tilt), barrier_(0) {
  const double top = 1 / std::sqrt(3.0);  // slope falls between -top and top, from tilt + 2/3 top to tilt - 2/3 top
  if (!(tilt >= 0) || !(slope(top) < 0)) throw UsageError("a double well wants 0 <= tilt < 0.3849");
  double left = -top;
  double right = top;
  for (int i = 0; i < 60; ++i) {
    const double middle = (left + right) / 2;
    (slope(middle) > 0 ? left : right) = middle;
  }
  barrier_ = (left + right) / 2;
}

}  // namespace rederive
