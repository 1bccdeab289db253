// The multi-class hinge loss: what it penalises, and which classes drive its gradient.
//
//   p = softmax(o),  L = sum_{j != y} max(0, p_j - p_y + C)          o: K x 1, y the true class, 0 < C < 1
//
// Source: document 003, exercise 3
#include <algorithm>

#include "experiments/identities/hinge.h"

namespace rederive::checking::hinge_loss {
namespace {

// "Penalised": the class has a positive term in the loss.
Matrix64 penalised(const Hinge& h) {
  Matrix64 is(h.classes, 1);
  for (int k = 0; k < h.classes; ++k) is[k] = k != h.y && std::max(0.0, h.p[k] - h.p[h.y] + h.C) > 0 ? 1 : 0;
  return is;
}
template <class F>
Matrix64 marked(const Hinge& h, const F& is_marked) {
  Matrix64 marks(h.classes, 1);
  for (int k = 0; k < h.classes; ++k) marks[k] = is_marked(k) ? 1 : 0;
  return marks;
}

double slope_by_true_probability(const Hinge& h) {
  return complex_slopes([&](const auto& p) { return hinge(p, h.y, h.C); }, h.p)[h.y];
}

const RegisteredIdentities identities{{
    .title = "Multi-class hinge loss on softmax probabilities: what it penalises",
    .source = "003 Ex. 3",
    .claims = {{.id = "003.E3.penalises",
                .printed = {"class j != y is penalised where |p_j - p_y| <= C", at_logits([](const Hinge& h) {
                              return equal(marked(h, [&](int k) { return h.near(k); }), penalised(h));
                            })},
                .corrected = {"class j != y is penalised where p_j > p_y - C, however far above p_y",
                              at_logits([](const Hinge& h) {
                                return equal(marked(h, [&](int k) { return k != h.y && h.p[k] > h.p[h.y] - h.C; }),
                                             penalised(h));
                              })}},
               {.id = "003.E3.not-over-true",
                .printed = {"the hinge is no function of p_y: dL/dp_y = 0",
                            at_logits([](const Hinge& h) { return same_gradient(0, slope_by_true_probability(h)); })},
                .corrected = {"no term has j = y, but each active one has p_y: dL/dp_y = -(number of active classes)",
                              at_logits([](const Hinge& h) {
                                return same_gradient(-sum(marked(h, [&](int k) { return h.active(k); })),
                                                     slope_by_true_probability(h));
                              })}},
               {.id = "003.E3.supports",
                .printed = {"dL/do = sum of d(p_k - p_y)/do over classes close to the true one, |p_k - p_y| <= C",
                            at_logits([](const Hinge& h) {
                              return h.is_gradient(h.sum_of_slopes([&](int k) { return h.near(k); }));
                            })},
                .corrected = {"the sum over classes with p_k >= p_y - C: near the boundary or anywhere beyond it",
                              at_logits([](const Hinge& h) {
                                return h.is_gradient(h.sum_of_slopes([&](int k) { return h.active(k); }));
                              })}},
               {.id = "003.E3.loss-formula",
                .printed = {"L = sum_{j != y} (0 where p_y - p_j > C, else p_j - p_y + C)",
                            at_logits([](const Hinge& h) {
                              double stated = 0;
                              for (int j = 0; j < h.classes; ++j) {
                                if (j != h.y) stated += h.p[h.y] - h.p[j] > h.C ? 0 : h.p[j] - h.p[h.y] + h.C;
                              }
                              return equal(stated, hinge(h.p, h.y, h.C));
                            })},
                .wrong = {"the sum over all j, the true class too", at_logits([](const Hinge& h) {
                            double stated = 0;
                            for (int j = 0; j < h.classes; ++j) {
                              stated += h.p[h.y] - h.p[j] > h.C ? 0 : h.p[j] - h.p[h.y] + h.C;
                            }
                            return equal(stated, hinge(h.p, h.y, h.C));
                          })}}},
}};

}  // namespace
}  // namespace rederive::checking::hinge_loss
