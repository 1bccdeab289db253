// The multi-class hinge loss on the probabilities of a softmax, at random logits.
//
//   p = softmax(o),  L = sum_{j != y} max(0, p_j - p_y + C)          o: K x 1, y the true class, 0 < C < 1
//   active classes: k != y with p_y - p_k <= C
//
// L has a kink where p_y - p_k = C: these logits keep away from it.
#pragma once

#include <utility>

#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"

namespace rederive::checking::hinge_loss {

template <class T>
T hinge(const Mat<T>& p, int y, double margin) {
  T total{};
  for (int j = 0; j < p.size(); ++j) {
    if (j != y) total += relu(p[j] - p[y] + margin);
  }
  return total;
}

// C is .5 at every other input, and what the input says at the others.
struct Hinge {
  static constexpr double kClear = 1e-3;  // of p_y - p_k from C
  static constexpr double kStep = 5e-5;   // of a logit: moves p_y - p_k by half as much at most

  explicit Hinge(const Trial& in)
      : classes(in.size("K", 3, 6)), y(in.size("y", 0, classes - 1)), o(in.vector("o", classes, 1.5)), p(softmax(o)) {
    C = in.number() % 2 == 0 ? 0.5 : in.number("C", 0, 1);
    for (bool moved = true; std::exchange(moved, false);) {
      for (int k = 0; k < classes; ++k) {
        if (std::abs(p[y] - p[k] - C) < kClear) moved = (C += kClear) > 0;
      }
    }
  }

  bool active(int k) const { return k != y && p[y] - p[k] <= C; }
  bool near(int k) const { return k != y && std::abs(p[k] - p[y]) <= C; }

  auto loss() const {
    return [this](const auto& logits) { return hinge(softmax(logits), y, C); };
  }
  Comparison is_gradient(const Matrix64& stated) const { return analytic_gradient(stated, loss(), o, kStep); }

  /// d(p_k - p_y)/do by complex steps.
  Matrix64 difference_slopes(int k) const {
    return complex_slopes(
        [&](const auto& logits) {
          const auto q = softmax(logits);
          return q[k] - q[y];
        },
        o);
  }
  /// The sum of d(p_k - p_y)/do over the false classes that `counts` holds of.
  template <class F>
  Matrix64 sum_of_slopes(const F& counts) const {
    Matrix64 total(classes, 1);
    for (int k = 0; k < classes; ++k) {
      if (counts(k)) total = total + difference_slopes(k);
    }
    return total;
  }

  int classes;
  int y;
  Matrix64 o, p;
  double C = 0;
};

/// A statement about a Hinge.
template <class F>
auto at_logits(const F& statement) {
  return [statement](const Trial& in) { return statement(Hinge(in)); };
}

}  // namespace rederive::checking::hinge_loss
