// The multi-class hinge loss exactly where a class lies on the margin.
//
//   p = softmax(o),  L = sum_{j != y} max(0, p_j - p_y + C)          o: K x 1, y the true class, 0 < C < 1
//
// Source: document 003, exercise 3
#include <algorithm>

#include "experiments/identities/hinge.h"

namespace rederive::checking::hinge_loss {
namespace {

// Logits in ascending order, so the true class is the likeliest; the margin is such that one false class, j, lies on it
// exactly. Their spacing keeps the other classes off.
struct Kink {
  explicit Kink(const Trial& in) : classes(in.size("K", 3, 5)), y(classes - 1), j(in.size("j", 0, classes - 2)) {
    o = in.uniform("o", classes, 1, 0, 0.4);
    for (int k = 0; k < classes; ++k) o[k] += 0.6 * k;
    const Matrix64 p = softmax(o);
    C = p[y] - p[j];
  }

  /// The slopes of the terms of the classes within the margin and, unless `without_j`, of the one on it.
  Matrix64 branch(bool without_j) const {
    return complex_slopes(
        [this, without_j](const auto& logits) {
          const auto p = softmax(logits);
          auto total = p[y] * 0.0;
          for (int k = j + (without_j ? 1 : 0); k < y; ++k) total += p[k] - p[y];
          return total;
        },
        o);
  }
  /// First column: the slopes of L to the right along each logit; second: to the left. Two steps, extrapolated.
  Matrix64 one_sided_slopes() const {
    constexpr double kStep = 1e-5;
    Matrix64 slopes(classes, 2);
    for (int i = 0; i < classes; ++i) {
      for (int side = 0; side < 2; ++side) {
        const auto difference = [&](double h) {
          return (hinge(softmax(o + h * unit(classes, i)), y, C) - hinge(softmax(o), y, C)) / h;
        };
        const double h = side == 0 ? kStep : -kStep;
        slopes(i, side) = 2 * difference(h / 2) - difference(h);
      }
    }
    return slopes;
  }

  int classes, y, j;
  Matrix64 o;
  double C = 0;
};

// A step that brings class j within the margin has the slope of the active branch, one that takes it out the other's.
Matrix64 slopes_of_both_branches(const Kink& kink) {
  const Matrix64 active = kink.branch(false);
  const Matrix64 inactive = kink.branch(true);
  Matrix64 slopes(kink.classes, 2);
  for (int i = 0; i < kink.classes; ++i) {
    slopes(i, 0) = std::max(active[i], inactive[i]);
    slopes(i, 1) = std::min(active[i], inactive[i]);
  }
  return slopes;
}

const RegisteredIdentities identities{{
    .title = "Multi-class hinge loss on softmax probabilities: the margin itself",
    .source = "003 Ex. 3",
    .claims = {{.id = "003.E3.kink",
                .printed = {"where p_y - p_j = C, dL/do is that of the active branch, p_j - p_y + C",
                            [](const Trial& in) {
                              const Kink kink(in);
                              const Matrix64 active = kink.branch(false);
                              Matrix64 stated(kink.classes, 2);
                              for (int i = 0; i < stated.size(); ++i) stated[i] = active[i / 2];
                              return same_gradient(stated, kink.one_sided_slopes());
                            }},
                .corrected = {"there L has no gradient: its slopes on the two sides are those of the two branches",
                              [](const Trial& in) {
                                const Kink kink(in);
                                return same_gradient(slopes_of_both_branches(kink), kink.one_sided_slopes());
                              }}}},
}};

}  // namespace
}  // namespace rederive::checking::hinge_loss
