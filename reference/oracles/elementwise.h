// Activation gradients, shrinkage and parameter updates of one element, in double.
#pragma once

#include <cmath>

namespace rederive::oracle {

inline double relu(double x) { return x > 0 ? x : 0; }

// The gradient of the loss by an activation's input, from the gradient g by its output y = f(x).
inline double sigmoid_backward(double g, double y) { return g * y * (1 - y); }
inline double tanh_backward(double g, double y) { return g * (1 - y * y); }
inline double relu_backward(double g, double y) { return y > 0 ? g : 0; }

/// argmin_y lambda |y| + (y - x)^2 / 2
inline double soft_threshold(double x, double lambda) {
  if (x > lambda) return x - lambda;
  if (x < -lambda) return x + lambda;
  return 0;
}

/// Gradient descent on f(p) + decay p^2 / 2.
inline double sgd(double p, double g, double rate, double decay) { return p - rate * (g + decay * p); }

struct Momentum {
  double parameter, velocity;
};
/// Polyak's heavy ball; with `nesterov` the step looks one velocity ahead.
inline Momentum momentum(double p, double v, double g, double rate, double momentum, double decay, bool nesterov) {
  const double step = rate * (g + decay * p);
  const double velocity = momentum * v - step;
  return {nesterov ? p + momentum * velocity - step : p + velocity, velocity};
}

struct Adadelta {
  double parameter, squares, steps, step;
};
/// Zeiler, ADADELTA: an adaptive learning rate method, 2012, algorithm 1; `rest` is 1 - rho.
inline Adadelta adadelta(double p, double squares, double steps, double g, double rate, double rho, double rest,
                         double epsilon) {
  const double new_squares = rho * squares + rest * g * g;
  const double step = std::sqrt(steps + epsilon) / std::sqrt(new_squares + epsilon) * g;
  return {p - rate * step, new_squares, rho * steps + rest * step * step, step};
}

}  // namespace rederive::oracle
