// Logistic regression with a penalty on the weights, at random data.
//
//   h = w' x + w_0,   l = -(1/n) sum_i [y_i ln sigmoid(h_i) + (1 - y_i) ln(1 - sigmoid(h_i))] + lambda |w|^2
//
// x and w have m elements, y is 0 or 1; the bias w_0 stands beside w and is not in |w|^2.
#pragma once

#include <type_traits>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"

namespace rederive::checking {

// n examples, one a row of X; all numbers as float32 holds them.
struct LogisticRegression {
  explicit LogisticRegression(const Trial& in)
      : n(in.size("n", 3, 6)),
        m(in.size("m", 7, 10)),
        X(rounded_to_float32(in.matrix("X", n, m))),
        y(in.bits("y", n, 1)),
        w(rounded_to_float32(in.vector("w", m, 0.5))),
        w0(rounded_to_float32({{in.number("w0", -1, 1)}})),
        lambda(rounded_to_float32({{in.number("lambda", 0.05, 1)}})[0]),
        h(X * w + Matrix64(n, 1, w0[0])) {}

  template <class T>
  Mat<T> logits(const Mat<T>& weights, const Mat<T>& bias) const {
    return X * weights + Matrix64(n, 1, 1.0) * bias;
  }
  template <class T>
  T objective(const Mat<T>& weights, const Mat<T>& bias) const {
    const Mat<T> at = logits(weights, bias);
    return (dot(Matrix64(n, 1, 1.0) - y, -log(sigmoid(-at))) - dot(y, log(sigmoid(at)))) / static_cast<double>(n) +
           lambda * dot(weights, weights);
  }
  auto by_weights() const {
    return [this](const auto& at) { return objective(at, static_cast<std::decay_t<decltype(at)>>(w0)); };
  }
  auto by_bias() const {
    return [this](const auto& at) { return objective(static_cast<std::decay_t<decltype(at)>>(w), at); };
  }

  Matrix64 x(int i) const { return row_of(X, i); }
  /// y - sigmoid(h)
  Matrix64 residual() const { return y - sigmoid(h); }
  /// sum_i factor(i) x_i
  template <class F>
  Matrix64 sum_of_x(const F& factor) const {
    Matrix64 total(m, 1);
    for (int i = 0; i < n; ++i) total = total + factor(i) * x(i);
    return total;
  }

  int n, m;
  Matrix64 X, y, w, w0;
  double lambda;
  Matrix64 h;
};

template <class F>
auto logistic(const F& statement) {
  return [statement](const Trial& in) { return statement(LogisticRegression(in)); };
}

}  // namespace rederive::checking
