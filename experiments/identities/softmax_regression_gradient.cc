// The gradient of softmax regression, one step at a time.
//
//   yhat = sigma = softmax(a),  a = W x + b,  l = -sum_i y_i log yhat_i          W is K x m, y sums to one
//   dl/dW_ij = sum_k dl/dsigma_k dsigma_k/da_i x_j = (yhat_i - y_i) x_j
//
// Source: document 000, section 2.1
#include <algorithm>
#include <cstdint>
#include <span>

#include "experiments/checking/identities.h"
#include "experiments/identities/softmax_regression.h"
#include "reference/models/classifier.h"

namespace rederive::checking {
namespace {

Matrix64 softmax_jacobian(const Matrix64& a) {
  return jacobian([](const Matrix64& at) { return softmax(at); }, a);
}

// The probabilities vary freely here, each for itself; differences must not reach 0.
Comparison as_slope_by_probabilities(const Regression& r, const Matrix64& stated) {
  const Matrix64 p = r.yhat();
  const double least = *std::min_element(p.values().begin(), p.values().end());
  return analytic_gradient(
      stated, [&](const auto& at) { return cross_entropy(r.y, at); }, p, least / 10);
}

const Identity loss_by_probabilities{
    .id = "000.S2.1.dl-dsigma",
    .printed = {"dl/dsigma_k = -y_k / sigma_k", regression([](const Regression& r) {
                  return as_slope_by_probabilities(r,
                                                   map(
                                                       r.y, r.yhat(), [](double y, double p) { return -y / p; }, "/"));
                })},
    .wrong = {"-y_k / sigma_k + (1 - y_k) / (1 - sigma_k), of two classes each", regression([](const Regression& r) {
                return as_slope_by_probabilities(
                    r, map(
                           r.y, r.yhat(), [](double y, double p) { return -y / p + (1 - y) / (1 - p); }, "/"));
              })}};

// A row for each k, a column for each W_ij in row-major order.
template <class F>
Matrix64 by_weights(const Regression& r, const F& element) {
  Matrix64 result(r.classes, r.classes * r.inputs);
  for (int k = 0; k < r.classes; ++k) {
    for (int i = 0; i < r.classes; ++i) {
      for (int j = 0; j < r.inputs; ++j) result(k, i * r.inputs + j) = element(k, i, j);
    }
  }
  return result;
}

Matrix64 logits_by_weights(const Regression& r) {
  return jacobian([&](const Matrix64& W) { return W * r.x + r.b; }, r.W);
}

const Identity logits_by_weights_step{
    .id = "000.S2.1.da-dW",
    .printed = {"da_l/dW_ij = delta_il x_j", regression([](const Regression& r) {
                  return same_gradient(by_weights(r, [&](int l, int i, int j) { return delta(i, l) * r.x[j]; }),
                                       logits_by_weights(r));
                })},
    .wrong = {"delta_jl x_i", regression([](const Regression& r) {
                return same_gradient(by_weights(r, [&](int l, int i, int j) { return delta(j, l) * r.x[i]; }),
                                     logits_by_weights(r));
              })}};

Matrix64 probabilities_by_weights(const Regression& r) {
  return jacobian([&](const Matrix64& W) { return softmax(W * r.x + r.b); }, r.W);
}

const Identity probabilities_by_weights_step{
    .id = "000.S2.1.dsigma-dW",
    .printed = {"dsigma_k/dW_ij = dsigma_k/da_i x_j", regression([](const Regression& r) {
                  const Matrix64 J = softmax_jacobian(r.a());
                  return same_gradient(by_weights(r, [&](int k, int i, int j) { return J(k, i) * r.x[j]; }),
                                       probabilities_by_weights(r));
                })},
    .wrong = {"dsigma_k/da_k x_j", regression([](const Regression& r) {
                const Matrix64 J = softmax_jacobian(r.a());
                return same_gradient(by_weights(r, [&](int k, int, int j) { return J(k, k) * r.x[j]; }),
                                     probabilities_by_weights(r));
              })}};

const Identity softmax_slopes{
    .id = "000.S2.1.softmax-jacobian",
    .printed = {"dsigma_k/da_i = sigma_k (delta_ik - sigma_i)", regression([](const Regression& r) {
                  const Matrix64 p = r.yhat();
                  Matrix64 stated(r.classes, r.classes);
                  for (int k = 0; k < r.classes; ++k) {
                    for (int i = 0; i < r.classes; ++i) stated(k, i) = p[k] * (delta(i, k) - p[i]);
                  }
                  return same_gradient(stated, softmax_jacobian(r.a()));
                })},
    .wrong = {"sigma_k (1 - sigma_k) where i = k, else 0", regression([](const Regression& r) {
                return same_gradient(diag(map(r.yhat(), [](double p) { return p * (1 - p); })),
                                     softmax_jacobian(r.a()));
              })}};

// -y_k (delta_ik - sigma_i), summed over the k in [first, last]; x_j is still to come.
Matrix64 terms(const Regression& r, const Matrix64& sigma, int first, int last) {
  Matrix64 total(r.classes, 1);
  for (int k = first; k <= last; ++k) {
    for (int i = 0; i < r.classes; ++i) total[i] -= r.y[k] * (delta(i, k) - sigma[i]);
  }
  return total;
}
Matrix64 all_terms(const Regression& r, const Matrix64& sigma) { return terms(r, sigma, 0, r.classes - 1); }

// Targets of any sum: the last step of the document takes their sum for 1 without saying so.
Regression with_any_targets(const Trial& in) {
  Regression r(in);
  r.y = in.uniform("targets", r.classes, 1, 0, 2);
  return r;
}

const Identity sum_sign{
    .id = "000.S2.1.implicit-sum",
    .printed = {"dl/dW_ij = -y_k (delta_ik - yhat_i) x_j, of one k",
                [](const Trial& in) {
                  const Regression r = with_any_targets(in);
                  const int k = in.size("k", 0, r.classes - 1);
                  return analytic_gradient(terms(r, r.yhat(), k, k) * transpose(r.x), r.loss(), r.W);
                }},
    .corrected = {"dl/dW_ij = sum_k -y_k (delta_ik - yhat_i) x_j = (yhat_i sum_k y_k - y_i) x_j", [](const Trial& in) {
                    const Regression r = with_any_targets(in);
                    Comparison summed = analytic_gradient(all_terms(r, r.yhat()) * transpose(r.x), r.loss(), r.W);
                    if (!worst(summed).holds) return summed;
                    return analytic_gradient((sum(r.y) * r.yhat() - r.y) * transpose(r.x), r.loss(), r.W);
                  }}};

const Identity substitution{
    .id = "000.S2.1.substitution-symbol",
    .printed = {"sum_k -y_k (delta_ik - sigma_i) x_j with y_i for sigma_i", regression([](const Regression& r) {
                  return analytic_gradient(all_terms(r, r.y) * transpose(r.x), r.loss(), r.W);
                })},
    .corrected = {"sum_k -y_k (delta_ik - sigma_i) x_j with yhat_i for sigma_i", regression([](const Regression& r) {
                    return analytic_gradient(all_terms(r, r.yhat()) * transpose(r.x), r.loss(), r.W);
                  })}};

const Identity missing_input{
    .id = "000.S2.1.missing-xj",
    .printed = {"dl/dW_ij = sum_k -(y_k / sigma_k) sigma_k (delta_ik - sigma_i)", regression([](const Regression& r) {
                  return analytic_gradient(all_terms(r, r.yhat()) * Matrix64(1, r.inputs, 1.0), r.loss(), r.W);
                })},
    .corrected = {"dl/dW_ij = sum_k -(y_k / sigma_k) sigma_k (delta_ik - sigma_i) x_j",
                  regression([](const Regression& r) {
                    return analytic_gradient(all_terms(r, r.yhat()) * transpose(r.x), r.loss(), r.W);
                  })}};

// Backpropagation multiplies dl/da, off by e, with x_j and rounds once more.
Comparison as_trained(const Trial& in) {
  Regression r = rounded_to_float32(Regression(in));
  const auto label = static_cast<std::uint32_t>(in.size("label", 0, r.classes - 1));
  r.y = unit(r.classes, static_cast<int>(label));
  Network network = dense_network(r.layer());
  const Matrix row = to_float32(transpose(r.x));
  backpropagate(network, row, std::span(&label, 1));
  return within(transpose(to_double(network.dense(0).weights().gradient)), (r.yhat() - r.y) * transpose(r.x),
                (float32_regression_error(r) + 2 * kUnitRoundoff32) * largest(r.x));
}

const Identity result{.id = "000.S2.1.final",
                      .printed = {"dl/dW_ij = (yhat_i - y_i) x_j", regression([](const Regression& r) {
                                    return analytic_gradient((r.yhat() - r.y) * transpose(r.x), r.loss(), r.W);
                                  })},
                      .wrong = {"(y_i - yhat_i) x_j", regression([](const Regression& r) {
                                  return analytic_gradient((r.y - r.yhat()) * transpose(r.x), r.loss(), r.W);
                                })},
                      .code = {"models/classifier.h backpropagate", as_trained}};

const RegisteredIdentities identities{
    {.title = "Softmax regression: the gradient, step by step",
     .source = "000 §2.1",
     .claims = {loss_by_probabilities, logits_by_weights_step, probabilities_by_weights_step, softmax_slopes, sum_sign,
                substitution, missing_input, result}}};

}  // namespace
}  // namespace rederive::checking
