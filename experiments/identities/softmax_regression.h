// Softmax regression: a class for an input, and the cross-entropy that its weights are trained by.
//
//   yhat = softmax(a),  a = W x + b,  l = -sum_i y_i log yhat_i          W is K x m, y sums to one
#pragma once

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"
#include "experiments/identities/affine_stack.h"
#include "experiments/identities/softmax_rounding.h"

namespace rederive::checking {

struct Regression {
  explicit Regression(const Trial& in)
      : classes(in.size("K", 2, 5)),
        inputs(in.size("m", 6, 9)),
        W(in.matrix("W", classes, inputs, 0.5)),
        b(in.vector("b", classes)),
        x(in.vector("x", inputs)),
        y(in.distribution("y", classes)) {}

  Matrix64 a() const { return W * x + b; }
  Matrix64 yhat() const { return softmax(a()); }
  /// The loss as a function of the weights.
  auto loss() const {
    return [this](const auto& weights) { return cross_entropy(y, softmax(weights * x + b)); };
  }

  /// The layer of the logits.
  AffineStack layer() const { return {.layers = {{W, b}}, .x = x}; }

  int classes;
  int inputs;
  Matrix64 W, b, x, y;
};

/// Of a statement about a Regression, a statement about a trial.
template <class F>
auto regression(const F& statement) {
  return [statement](const Trial& in) { return statement(Regression(in)); };
}

inline Regression rounded_to_float32(Regression r) {
  for (Matrix64* values : {&r.W, &r.b, &r.x}) *values = rounded_to_float32(*values);
  return r;
}

/// How far a float32 p or dl/da may be off where the logits themselves are W x + b in float32: an error of e in each
/// multiplies p by exp(+-2 e).
inline double float32_regression_error(const Regression& r) {
  const double e = float32_error(r.layer());
  return SoftmaxRounding(r.a()).by_logits() + 2 * e * (1 + 4 * e);
}

}  // namespace rederive::checking
