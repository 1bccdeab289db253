// A quadratic loss, of which it is known where gradient descent is after any number of steps.
//
//   l(w) = 1/2 (w - u)^T A (w - u),   A = Q diag(lambda) Q,   Q = I - 2 n n^T, |n| = 1
//   w_t = w_{t-1} - eta dl/dw_{t-1}   hence   Q (w_t - u) = (1 - eta lambda)^t Q (w_0 - u)
//
// lambda runs from 1 down to 1/10, 1/100 or 1/1000: the conditions of A.
#pragma once

#include <string>

#include "experiments/checking/comparison.h"
#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"

namespace rederive::checking::descent {

constexpr int kSteps = 6;

/// A loss of the parameters called `name`, its gradient by complex steps, and where descent must be.
struct Quadratic {
  Quadratic(const Trial& in, const std::string& name)
      : size(in.size("size of " + name, 3, 6)),
        eta(static_cast<float>(in.number("eta", 0.5, 1))),
        start(rounded_to_float32(in.vector(name, size))),
        u(in.vector("optimum of " + name, size)),
        lambda(size, 1) {
    const double condition = power(10, 1 + in.number() % 3);
    for (int i = 0; i < size; ++i) lambda[i] = pow(condition, -static_cast<double>(i) / (size - 1));
    const Matrix64 n = in.vector("n of " + name, size);
    Q = identity(size) - (2 / dot(n, n)) * n * transpose(n);
    A = Q * diag(lambda) * Q;
  }

  Matrix64 gradient(const Matrix64& w) const {
    return complex_slopes([this](const auto& at) { return 0.5 * dot(at - u, A * (at - u)); }, w);
  }
  /// w after kSteps steps of descent.
  Matrix64 descended() const {
    const Matrix64 shrunk = map(lambda, [this](double l) { return power(1 - eta * l, kSteps); });
    return u + Q * hadamard(shrunk, Q * (start - u));
  }

  int size;
  double eta;  // a float32
  Matrix64 start, u, lambda, Q, A;
};

/// What is stated of a Quadratic, for the parameters W and for W*, one below the other.
template <class F>
auto both(const F& of) {
  return [of](const Trial& in) {
    const Comparison first = of(Quadratic(in, "W"));  // named first in the evidence, whatever the compiler
    return checking::both(first, of(Quadratic(in, "W*")));
  };
}

}  // namespace rederive::checking::descent
