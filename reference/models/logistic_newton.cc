#include "reference/models/logistic_newton.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "reference/core/elementary.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

void add(Vector& to, double factor, const Vector& v) {
  for (std::size_t j = 0; j < to.size(); ++j) to[j] += factor * v[j];
}

double largest(const Vector& v) {
  double most = 0;
  for (const double x : v) most = std::max(most, std::fabs(x));
  return most;
}

// Weights and bias together, the bias last.
LogisticRegression moved(const LogisticRegression& model, double length, const Vector& direction) {
  LogisticRegression result = model;
  for (std::size_t j = 0; j < model.weights.size(); ++j) result.weights[j] += length * direction[j];
  result.bias += length * direction.back();
  return result;
}

class Hessian {
 public:
  Hessian(const LogisticRegression& model, ConstMatrixView x, double ridge) : x_(x), ridge_(ridge) {
    for (Index i = 0; i < x.rows; ++i) {
      const double h = model.logit(x.row(i));
      curvature_.push_back(sigmoid_exact_bits(h) * sigmoid_exact_bits(-h) / static_cast<double>(x.rows));
    }
  }

  Vector times(const Vector& v) const {
    const Index m = x_.cols;
    Vector result(v.size(), 0.0);
    for (Index i = 0; i < x_.rows; ++i) {
      const float* row = x_.row(i);
      const double along = curvature_[i] * (inner_product(row, v.data(), m) + v[m]);
      for (Index j = 0; j < m; ++j) result[j] += along * static_cast<double>(row[j]);
      result[m] += along;
    }
    for (Index j = 0; j < m; ++j) result[j] += 2 * ridge_ * v[j];
    return result;
  }

 private:
  ConstMatrixView x_;
  double ridge_;
  Vector curvature_;
};

// d with |H d + g| <= tolerance |g|, by conjugate gradients from 0; whatever they end with descends.
Vector newton_direction(const Hessian& hessian, const Vector& gradient, double tolerance) {
  Vector direction(gradient.size(), 0.0);
  Vector residual(gradient.size(), 0.0);
  add(residual, -1, gradient);
  Vector conjugate = residual;
  double squared = dot(residual, residual);
  const double enough = tolerance * tolerance * squared;
  for (std::size_t step = 0; step < 2 * gradient.size() && squared > enough; ++step) {
    const Vector image = hessian.times(conjugate);
    const double length = squared / dot(conjugate, image);
    add(direction, length, conjugate);
    add(residual, -length, image);
    const double before = squared;
    squared = dot(residual, residual);
    for (std::size_t j = 0; j < conjugate.size(); ++j) conjugate[j] = residual[j] + squared / before * conjugate[j];
  }
  return direction;
}

}  // namespace

void minimise(LogisticRegression& model, ConstMatrixView x, std::span<const double> y, const NewtonOptions& options,
              const std::function<void(int)>& after) {
  if (!(options.ridge > 0)) throw UsageError("Newton's method without a ridge; give one above 0");
  Vector gradient;
  double value = objective(model, x, y, options.ridge, gradient);
  for (int step = 1; largest(gradient) > options.tolerance; ++step) {
    if (step > options.steps) {
      throw Error("Newton's method: after " + std::to_string(options.steps) + " steps the gradient is still " +
                  std::to_string(largest(gradient)));
    }
    const double tolerance = std::min(0.1, std::sqrt(largest(gradient)));
    const Vector direction = newton_direction(Hessian(model, x, options.ridge), gradient, tolerance);
    const double slope = dot(direction, gradient);
    double length = 1;
    Vector there;
    LogisticRegression next = moved(model, length, direction);
    double reached = objective(next, x, y, options.ridge, there);
    // Near the minimum rounding hides what a step still gains, hence the second condition; each halving is exact.
    while (reached > value + 1e-4 * length * slope && largest(there) >= largest(gradient) && length > 1e-9) {
      length /= 2;
      next = moved(model, length, direction);
      reached = objective(next, x, y, options.ridge, there);
    }
    model = next;
    value = reached;
    gradient = there;
    if (after) after(step);
  }
}

}  // namespace rederive
