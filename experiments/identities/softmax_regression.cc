// The gradient of softmax regression, one step at a time.
//
//   yhat = softmax(a),  a = W x + b,  l = -sum_i y_i log yhat_i          W is K x m, y sums to one
//   dl/dW_ij = (yhat_i - y_i) x_j
//
// Source: document 000, section 2.1
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"

namespace rederive::checking {
namespace {

struct Regression {
  explicit Regression(const Trial& in)
      : classes(in.size("K", 2, 6)),
        inputs(in.size("m", 7, 11)),
        W(in.matrix("W", classes, inputs)),
        b(in.vector("b", classes)),
        x(in.vector("x", inputs)),
        y(in.distribution("y", classes)),
        a(W * x + b),
        yhat(softmax(a)) {}

  /// The loss as a function of the weights.
  auto loss() const {
    return [this](const auto& weights) { return cross_entropy(y, softmax(weights * x + b)); };
  }

  int classes;
  int inputs;
  Matrix64 W, b, x, y, a, yhat;
};

// Of a statement about a Regression, a statement about a trial.
template <class F>
auto regression(const F& statement) {
  return [statement](const Trial& in) { return statement(Regression(in)); };
}

const RegisteredIdentities identities{{
    .title = "Softmax regression: the gradient, step by step",
    .source = "000 §2.1",
    .claims = {{.id = "000.S2.1.softmax-def",
                .printed = {"softmax(a)_i = exp(a_i) / sum_j exp(a_i)", regression([](const Regression& r) {
                              Matrix64 stated = exp(r.a);
                              for (int i = 0; i < r.classes; ++i) stated[i] /= r.classes * exp(r.a[i]);
                              return equal(stated, r.yhat);
                            })},
                .corrected = {"softmax(a)_i = exp(a_i) / sum_j exp(a_j)", regression([](const Regression& r) {
                                return equal((1 / sum(exp(r.a))) * exp(r.a), r.yhat);
                              })}},
               {.id = "000.S2.1.softmax-jacobian",
                .printed = {"d softmax_k/d a_i = softmax_k (delta_ik - softmax_i)", regression([](const Regression& r) {
                              Matrix64 stated(r.classes, r.classes);
                              for (int k = 0; k < r.classes; ++k) {
                                for (int i = 0; i < r.classes; ++i)
                                  stated(k, i) = r.yhat[k] * (delta(i, k) - r.yhat[i]);
                              }
                              return same_gradient(stated, jacobian([](const Matrix64& a) { return softmax(a); }, r.a));
                            })},
                .wrong = {"softmax_k (1 - softmax_k) on the diagonal alone", regression([](const Regression& r) {
                            return same_gradient(diag(hadamard(r.yhat, map(r.yhat, [](double p) { return 1 - p; }))),
                                                 jacobian([](const Matrix64& a) { return softmax(a); }, r.a));
                          })}},
               {.id = "000.S2.1.final",
                .printed = {"dl/dW_ij = (yhat_i - y_i) x_j", regression([](const Regression& r) {
                              return analytic_gradient((r.yhat - r.y) * transpose(r.x), r.loss(), r.W);
                            })},
                .wrong = {"(y_i - yhat_i) x_j", regression([](const Regression& r) {
                            return analytic_gradient((r.y - r.yhat) * transpose(r.x), r.loss(), r.W);
                          })}}},
}};

}  // namespace
}  // namespace rederive::checking
