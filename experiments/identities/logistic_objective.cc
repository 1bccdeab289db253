// The objective of logistic regression and its penalty, which is on the weights alone.
//
//   l = -(1/n) sum_i [y_i ln(1/(1 + e^-h_i)) + (1 - y_i) ln(e^-h_i/(1 + e^-h_i))] + lambda |w|^2,   h = w' x + w_0
//   |w|^2 = w' w;  what = (w, w_0), so what' what = |w|^2 + w_0^2
//
// Source: document 004, problem 4, 1
#include <cmath>
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/logistic_regression.h"
#include "reference/kernels/bernoulli_nll.h"
#include "reference/kernels/updates.h"

namespace rederive::checking {
namespace {

// The data's part as printed, with the penalty given; the truth has ln(1 + e^h) - y h for both logarithms.
template <class F>
auto objective(const F& penalty, double sign_in_second_term = -1) {
  return logistic([=](const LogisticRegression& r) {
    double stated = 0;
    double truth = 0;
    for (int i = 0; i < r.n; ++i) {
      const double first = log(1 / (1 + exp(-r.h[i])));
      const double second = log(exp(sign_in_second_term * r.h[i]) / (1 + exp(-r.h[i])));
      stated -= (r.y[i] * first + (1 - r.y[i]) * second) / r.n;
      truth += (softplus_exact_bits(r.h[i]) - r.y[i] * r.h[i]) / r.n;
    }
    for (const double v : r.w.values()) truth += r.lambda * v * v;
    return equal(stated + penalty(r), truth);
  });
}
double of_weights(const LogisticRegression& r) { return r.lambda * dot(r.w, r.w); }
double of_weights_and_bias(const LogisticRegression& r) { return of_weights(r) + r.lambda * dot(r.w0, r.w0); }

// The gradient of lambda |w|^2 by what = (w, w_0), where the gradient's last element is said to be `by_bias`. With
// lambda what' what in its place that element would be 2 lambda w_0.
template <class F>
auto penalty_gradient(const F& by_bias) {
  return logistic([by_bias](const LogisticRegression& r) {
    Matrix64 what(r.m + 1, 1, r.w0[0]);
    Matrix64 stated(r.m + 1, 1, by_bias(r));
    for (int j = 0; j < r.m; ++j) {
      what[j] = r.w[j];
      stated[j] = 2 * r.lambda * r.w[j];
    }
    const auto penalty = [&](const auto& at) {
      auto total = r.lambda * at[0] * at[0];
      for (int j = 1; j < r.m; ++j) total += r.lambda * at[j] * at[j];
      return total;
    };
    return analytic_gradient(stated, penalty, what);
  });
}

// Gradient descent at rate 1 with a decay of 2 lambda and no gradient: the step errs by u (|w'| + |2 lambda w|)
// (updates.h).
Comparison decay_step(const LogisticRegression& r) {
  Matrix w = to_float32(r.w);
  sgd(w, Matrix(r.m, 1), {.rate = 1, .decay = static_cast<float>(2 * r.lambda)});
  const Matrix64 after = to_double(w);
  return within(r.w - after, 2 * r.lambda * r.w,
                1.001 * kUnitRoundoff32 * (largest(after) + 2 * r.lambda * largest(r.w)));
}

// Each row's cost errs by 7 u of itself at most (bernoulli_nll.h, targets 0 and 1), logits being data here.
Comparison data_cost(const LogisticRegression& r) {
  const Matrix64 h = rounded_to_float32(r.h);
  std::vector<double> costs(static_cast<std::size_t>(r.n));
  bernoulli_nll(to_float32(h), {}, to_float32(r.y), costs);
  const double truth = -(dot(r.y, log(sigmoid(h))) + dot(Matrix64(r.n, 1, 1.0) - r.y, log(sigmoid(-h)))) / r.n;
  return within({{sum(column(costs)) / r.n}}, {{truth}}, 7.01 * kUnitRoundoff32 * truth);
}

const RegisteredIdentities identities{
    {.title = "Logistic regression: the objective and its penalty",
     .source = "004 P4.1",
     .claims = {
         {.id = "004.P4.1.objective",
          .printed = {"-(1/n) sum [y ln(1/(1 + e^-h)) + (1 - y) ln(e^-h/(1 + e^-h))] + lambda |w|^2",
                      objective(of_weights)},
          .wrong = {"-(1/n) sum [y ln(1/(1 + e^-h)) + (1 - y) ln(e^h/(1 + e^-h))] + lambda |w|^2",
                    objective(of_weights, 1)},
          .code = {"kernels/bernoulli_nll.h, the data's part", logistic(data_cost)}},
         {.id = "004.P4.1.eq55",
          .printed = {"lambda |w|^2 = lambda what' what, what = (w, w_0)", objective(of_weights_and_bias)},
          .corrected = {"lambda |w|^2 = lambda w' w, without the bias", objective(of_weights)}},
         {.id = "004.P4.1.reg",
          .printed = {"d/dw lambda |w|^2 = 2 lambda w", logistic([](const LogisticRegression& r) {
                        return analytic_gradient(
                            2 * r.lambda * r.w, [&](const auto& w) { return r.lambda * dot(w, w); }, r.w);
                      })},
          .wrong = {"d/dw lambda |w|^2 = lambda w", logistic([](const LogisticRegression& r) {
                      return analytic_gradient(
                          r.lambda * r.w, [&](const auto& w) { return r.lambda * dot(w, w); }, r.w);
                    })},
          .code = {"kernels/updates.h sgd with decay 2 lambda", logistic(decay_step)}},
         {.id = "004.P4.1.bias-text",
          .printed = {"d/dw_0 lambda |w|^2 = w_0",
                      penalty_gradient([](const LogisticRegression& r) { return r.w0[0]; })},
          .corrected = {"d/dw_0 lambda |w|^2 = 0", penalty_gradient([](const LogisticRegression&) { return 0.0; })}},
     }}};

}  // namespace
}  // namespace rederive::checking
