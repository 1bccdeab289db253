// The gradient of the multi-class hinge loss by the logits, one step at a time.
//
//   p = softmax(o),  L = sum_{j != y} max(0, p_j - p_y + C)          o: K x 1, y the true class, 0 < C < 1
//   d(p_k - p_y)/do_j = p_j (delta_jk - delta_jy - p_k + p_y)
//   dL/do_j = sum_{k in A} d(p_k - p_y)/do_j,    A = {k != y : p_y - p_k <= C}, the active classes
//
// Source: document 003, exercise 3
#include "experiments/identities/hinge.h"

namespace rederive::checking::hinge_loss {
namespace {

/// What the document's quotient rule arrives at.
double formula(const Hinge& h, int j, int k) { return h.p[j] * (delta(j, k) - delta(j, h.y) - h.p[k] + h.p[h.y]); }

/// Rows: false classes k; columns: logits j.
template <class F>
Matrix64 table(const Hinge& h, const F& element) {
  Matrix64 all(h.classes - 1, h.classes);
  for (int row = 0; row < h.classes - 1; ++row) {
    for (int j = 0; j < h.classes; ++j) all(row, j) = element(row < h.y ? row : row + 1, j);
  }
  return all;
}
/// The same of the slopes of f(., k) at x, a vector of K elements.
template <class F>
Matrix64 slopes_table(const Hinge& h, const F& f, const Matrix64& x) {
  return table(h, [&](int k, int j) { return complex_slopes([&](const auto& at) { return f(at, k); }, x)[j]; });
}
Matrix64 formula_table(const Hinge& h) {
  return table(h, [&](int k, int j) { return formula(h, j, k); });
}
Matrix64 difference_table(const Hinge& h) {
  return table(h, [&](int k, int j) { return h.difference_slopes(k)[j]; });
}
Matrix64 numerator_table(const Hinge& h) {
  return slopes_table(
      h, [&](const auto& logits, int k) { return exp(logits[k]) - exp(logits[h.y]); }, h.o);
}

const RegisteredIdentities identities{{
    .title = "Multi-class hinge loss on softmax probabilities: the gradient, step by step",
    .source = "003 Ex. 3",
    .claims =
        {// A sum over j has no j of its own left: every component is the same number.
         {.id = "003.E3.dL-do-index",
          .printed = {"dL/do_j = sum_{j != y, active} d(p_j - p_y)/do_j", at_logits([](const Hinge& h) {
                        double total = 0;
                        for (int j = 0; j < h.classes; ++j) {
                          if (h.active(j)) total += h.difference_slopes(j)[j];
                        }
                        return h.is_gradient(Matrix64(h.classes, 1, total));
                      })},
          .corrected = {"dL/do_j = sum_{k != y, active} d(p_k - p_y)/do_j", at_logits([](const Hinge& h) {
                          return h.is_gradient(h.sum_of_slopes([&](int k) { return h.active(k); }));
                        })}},

         // On the left the text has o_i, on the right j: read as one index.
         {.id = "003.E3.numerator",
          .printed = {"d(e^o_k - e^o_y)/do_j = e^o_j (delta_jk - delta_jy)", at_logits([](const Hinge& h) {
                        const auto element = [&](int k, int j) { return exp(h.o[j]) * (delta(j, k) - delta(j, h.y)); };
                        return same_gradient(table(h, element), numerator_table(h));
                      })},
          .wrong = {"e^o_j (delta_jk + delta_jy)", at_logits([](const Hinge& h) {
                      const auto element = [&](int k, int j) { return exp(h.o[j]) * (delta(j, k) + delta(j, h.y)); };
                      return same_gradient(table(h, element), numerator_table(h));
                    })}},
         {.id = "003.E3.denominator",
          .printed = {"d(sum_l e^o_l)/do_j = e^o_j", at_logits([](const Hinge& h) {
                        return analytic_gradient(
                            exp(h.o), [](const auto& o) { return sum(exp(o)); }, h.o);
                      })},
          .wrong = {"sum_l e^o_l", at_logits([](const Hinge& h) {
                      return analytic_gradient(
                          Matrix64(h.classes, 1, sum(exp(h.o))), [](const auto& o) { return sum(exp(o)); }, h.o);
                    })}},
         {.id = "003.E3.quotient-lhs",
          .printed = {"d(p_k - p_y)/d(e^o_j) = p_j (delta_jk - delta_jy - p_k + p_y)", at_logits([](const Hinge& h) {
                        const auto of_exponentials = [&](const auto& e, int k) { return (e[k] - e[h.y]) / sum(e); };
                        return same_gradient(formula_table(h), slopes_table(h, of_exponentials, exp(h.o)));
                      })},
          .corrected = {"d(p_k - p_y)/do_j = p_j (delta_jk - delta_jy - p_k + p_y)", at_logits([](const Hinge& h) {
                          return same_gradient(formula_table(h), difference_table(h));
                        })}},
         {.id = "003.E3.quotient",
          .printed = {"d(p_k - p_y)/do_j = p_j (delta_jk - delta_jy - p_k + p_y)",
                      at_logits([](const Hinge& h) { return same_gradient(formula_table(h), difference_table(h)); })},
          .wrong = {"p_j (delta_jk - delta_jy - p_k - p_y)", at_logits([](const Hinge& h) {
                      const auto element = [&](int k, int j) { return formula(h, j, k) - 2 * h.p[j] * h.p[h.y]; };
                      return same_gradient(table(h, element), difference_table(h));
                    })}},

         // Summed over j, the terms keep a free k: read as the index of the logit.
         {.id = "003.E3.final",
          .printed = {"dL/do_j = sum_{j != y, p_y - p_j <= C} p_j (delta_jk - delta_jy - p_k + p_y)",
                      at_logits([](const Hinge& h) {
                        Matrix64 stated(h.classes, 1);
                        for (int k = 0; k < h.classes; ++k) {
                          for (int j = 0; j < h.classes; ++j) stated[k] += h.active(j) ? formula(h, j, k) : 0;
                        }
                        return h.is_gradient(stated);
                      })},
          .corrected = {"dL/do_j = sum_{k != y, p_y - p_k <= C} p_j (delta_jk - delta_jy - p_k + p_y)",
                        at_logits([](const Hinge& h) {
                          Matrix64 stated(h.classes, 1);
                          for (int j = 0; j < h.classes; ++j) {
                            for (int k = 0; k < h.classes; ++k) stated[j] += h.active(k) ? formula(h, j, k) : 0;
                          }
                          return h.is_gradient(stated);
                        })}}},
}};

}  // namespace
}  // namespace rederive::checking::hinge_loss
