// The gradient of logistic regression, term by term and whole.
//
//   d/dw y ln(1/(1 + e^-h)) = y x e^-h/(1 + e^-h)
//   d/dw (1 - y) ln(e^-h/(1 + e^-h)) = -(1 - y) x/(1 + e^-h)
//   dl/dw = -(1/n) sum_i x_i (y_i - sigmoid(h_i)) + 2 lambda w,   dl/dw_0 = -(1/n) sum_i (y_i - sigmoid(h_i))
//
// Source: document 004, problem 4, 1
#include <cmath>
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/logistic_regression.h"
#include "reference/models/classifier.h"

namespace rederive::checking {
namespace {

// d/dw of y ln(1/(1 + e^-h)), for one example with y = 1: for y = 0 there is nothing to see.
template <class F>
auto first_term(const F& factor) {
  return logistic([factor](const LogisticRegression& r) {
    const auto term = [&](const auto& at) { return log(1.0 / (1.0 + exp(-dot(r.x(0), at) - r.w0[0]))); };
    return analytic_gradient(factor(r.h[0]) * r.x(0), term, r.w);
  });
}

// d/dw of (1 - y) ln(e^-h/(1 + e^-h)), for one example with y = 0, in the three steps of the document.
template <class F>
auto second_term(const F& factors) {
  return logistic([factors](const LogisticRegression& r) {
    const auto term = [&](const auto& at) {
      const auto e = exp(-dot(r.x(0), at) - r.w0[0]);
      return log(e / (1.0 + e));
    };
    const Matrix64 truth = complex_slopes(term, r.w);
    require_agreement(gradient(truth, term, r.w));
    return same_gradient(r.x(0) * factors(r.h[0]), truth * Matrix64(1, 3, 1.0));
  });
}

template <class F>
auto weight_gradient(const F& data_part) {
  return logistic([data_part](const LogisticRegression& r) {
    return analytic_gradient((-1.0 / r.n) * data_part(r) + 2 * r.lambda * r.w, r.by_weights(), r.w);
  });
}

// A softmax over two logits, 0 and h, is sigmoid(h): the second column of its gradient is ours without the penalty.
struct TwoLogits {
  explicit TwoLogits(const LogisticRegression& r) : network(r.m, {layers::dense(2)}) {
    for (int j = 0; j < r.m; ++j) layer().weights().value(j, 1) = static_cast<float>(r.w[j]);
    layer().bias().value(0, 1) = static_cast<float>(r.w0[0]);
    std::vector<std::uint32_t> labels;
    for (const double y : r.y.values()) labels.push_back(y == 1 ? 1 : 0);
    backpropagate(network, to_float32(r.X), labels);
  }

  Dense& layer() { return network.dense(0); }
  Matrix64 dl_dw() { return column_of(to_double(layer().weights().gradient), 1); }
  Matrix64 dl_dw0() { return column_of(to_double(layer().bias().gradient), 1); }

  Network network;
};

// u = 2^-24. h errs by (m + 2) u (|x|'|w| + |w_0|) (gemm.h), sigmoid(h) by a quarter of that and by what softmax_nll.h
// adds, u (e + S + 4) with e = |h| + 2 and S = 8 + e; the sum over n examples by (n + 2) u of its terms.
double gradient_error(const LogisticRegression& r, double largest_x) {
  const double of_h = (r.m + 2) * (largest(magnitudes(r.X) * magnitudes(r.w)) + largest(r.w0));
  const double of_softmax = 2 * (largest(r.h) + 2) + 12;
  return 1.001 * kUnitRoundoff32 * largest_x * (of_h / 4 + of_softmax + r.n + 2);
}

const RegisteredIdentities identities{
    {.title = "Logistic regression: the gradient",
     .source = "004 P4.1",
     .claims = {
         {.id = "004.P4.1.eq58",
          .printed = {"d/dw y ln(1/(1 + e^-h)) = -y x (-e^h) 1/(1 + e^h)",
                      first_term([](double h) { return -(-exp(h)) * (1 / (1 + exp(h))); })},
          .corrected = {"d/dw y ln(1/(1 + e^-h)) = -y x (-e^-h) 1/(1 + e^-h)",
                        first_term([](double h) { return -(-exp(-h)) * (1 / (1 + exp(-h))); })}},
         {.id = "004.P4.1.eq59",
          .printed = {"d/dw y ln(1/(1 + e^-h)) = y x e^h/(1 + e^h)",
                      first_term([](double h) { return exp(h) / (1 + exp(h)); })},
          .corrected = {"d/dw y ln(1/(1 + e^-h)) = y x e^-h/(1 + e^-h)",
                        first_term([](double h) { return exp(-h) / (1 + exp(-h)); })}},
         {.id = "004.P4.1.eq62-64",
          .printed = {"d/dw (1 - y) ln(e^-h/(1 + e^-h)) = -(1 - y) x/(1 + e^-h), in three steps",
                      second_term([](double h) {
                        const double e = exp(-h);
                        const double g = 1 + e;
                        return Matrix64{{(-e * g + e * e) / (g * g) * (g / e), (-g + e) / g, -1 / g}};
                      })},
          .wrong = {"-(1 - y) x e^-h/(1 + e^-h)",
                    second_term([](double h) { return Matrix64(1, 3, -exp(-h) / (1 + exp(-h))); })}},
         {.id = "004.P4.1.eq67",
          .printed = {"dl/dw = -(1/n) sum [y x e^h/(1 + e^h) + (y - 1) x/(1 + e^-h)] + 2 lambda w",
                      weight_gradient([](const LogisticRegression& r) {
                        return r.sum_of_x([&](int i) {
                          return r.y[i] * exp(r.h[i]) / (1 + exp(r.h[i])) + (r.y[i] - 1) / (1 + exp(-r.h[i]));
                        });
                      })},
          .corrected = {"dl/dw = -(1/n) sum [y x e^-h/(1 + e^-h) + (y - 1) x/(1 + e^-h)] + 2 lambda w",
                        weight_gradient([](const LogisticRegression& r) {
                          return r.sum_of_x([&](int i) {
                            return r.y[i] * exp(-r.h[i]) / (1 + exp(-r.h[i])) + (r.y[i] - 1) / (1 + exp(-r.h[i]));
                          });
                        })}},
         {.id = "004.P4.1.eq68",
          .printed = {"dl/dw = -(1/n) sum x (y - sigmoid(h)) + 2 lambda w",
                      weight_gradient([](const LogisticRegression& r) {
                        return r.sum_of_x([&](int i) { return r.residual()[i]; });
                      })},
          .wrong = {"dl/dw = -(1/n) sum x (sigmoid(h) - y) + 2 lambda w",
                    weight_gradient([](const LogisticRegression& r) {
                      return r.sum_of_x([&](int i) { return -r.residual()[i]; });
                    })},
          .code = {"models/classifier.h backpropagate, the data's part", logistic([](const LogisticRegression& r) {
                     return within(TwoLogits(r).dl_dw(), (-1.0 / r.n) * (transpose(r.X) * r.residual()),
                                   gradient_error(r, largest(r.X)));
                   })}},
         {.id = "004.P4.1.bias",
          .printed = {"dl/dw_0 = -(1/n) sum (y - sigmoid(h))", logistic([](const LogisticRegression& r) {
                        return analytic_gradient(Matrix64{{-sum(r.residual()) / r.n}}, r.by_bias(), r.w0);
                      })},
          .wrong = {"dl/dw_0 = -(1/n) sum (y - sigmoid(h)) + 2 lambda w_0", logistic([](const LogisticRegression& r) {
                      return analytic_gradient((-1.0 / r.n) * Matrix64{{sum(r.residual())}} + 2 * r.lambda * r.w0,
                                               r.by_bias(), r.w0);
                    })},
          .code = {"models/classifier.h backpropagate", logistic([](const LogisticRegression& r) {
                     return within(TwoLogits(r).dl_dw0(), {{-sum(r.residual()) / r.n}}, gradient_error(r, 1));
                   })}}}}};

}  // namespace
}  // namespace rederive::checking
