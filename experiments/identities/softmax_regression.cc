// Softmax regression: what the model, the softmax and the loss are.
//
//   log (yhat_i / yhat_j) = (w_i - w_j)' x + b_i - b_j,  sum_i yhat_i = 1            w_i' is row i of W
//
// That the log odds of any two classes are affine in x is what defines the model (multinomial logistic regression), and
// the loss is what labels cost under it: the formulas are held against these, not against themselves.
// Source: document 000, section 2.1
#include "experiments/identities/softmax_regression.h"

#include <cstdint>
#include <vector>

#include "experiments/checking/identities.h"
#include "reference/kernels/softmax.h"
#include "reference/kernels/softmax_nll.h"

namespace rederive::checking {
namespace {

/// The probabilities whose log odds are differences of a: 1 / p_i = sum_j p_j / p_i.
Matrix64 from_log_odds(const Matrix64& a) {
  Matrix64 p(a.size(), 1);
  for (int i = 0; i < a.size(); ++i) {
    for (int j = 0; j < a.size(); ++j) p[i] += exp(a[j] - a[i]);
    p[i] = 1 / p[i];
  }
  return p;
}

Matrix64 log_odds_model(const Regression& r) {
  Matrix64 a = r.b;
  for (int i = 0; i < r.classes; ++i) {
    for (int j = 0; j < r.inputs; ++j) a[i] += r.W(i, j) * r.x[j];
  }
  return from_log_odds(a);
}

const Identity model{
    .id = "000.S2.1.model",
    .printed = {"yhat = softmax(W x + b)",
                regression([](const Regression& r) { return equal(softmax(r.W * r.x + r.b), log_odds_model(r)); })},
    // The document writes sigma for the softmax as well as for this.
    .wrong = {"sigma as the logistic function of each element of W x + b",
              regression([](const Regression& r) { return equal(sigmoid(r.W * r.x + r.b), log_odds_model(r)); })},
    .code = {"layers/dense.h, then kernels/softmax.h", regression([](const Regression& random) {
               const Regression r = rounded_to_float32(random);
               Matrix p = to_float32(transpose(float32_output(r.layer())));
               softmax(p, p);
               return within(transpose(to_double(p)), r.yhat(), float32_regression_error(r));
             })}};

const Identity softmax_definition{
    .id = "000.S2.1.softmax-def",
    .printed = {"softmax(a)_i = exp(a_i) / sum_j exp(a_i)", regression([](const Regression& r) {
                  const Matrix64 e = exp(r.a());
                  Matrix64 stated(r.classes, 1);
                  for (int i = 0; i < r.classes; ++i) {
                    double denominator = 0;
                    for (int j = 0; j < r.classes; ++j) denominator += e[i];
                    stated[i] = e[i] / denominator;
                  }
                  return equal(stated, from_log_odds(r.a()));
                })},
    .corrected = {"softmax(a)_i = exp(a_i) / sum_j exp(a_j)", regression([](const Regression& r) {
                    const Matrix64 e = exp(r.a());
                    return equal((1 / sum(e)) * e, from_log_odds(r.a()));
                  })},
    .code = {"kernels/softmax.h", regression([](const Regression& r) {
               const Matrix64 a = rounded_to_float32(r.a());
               Matrix p(1, r.classes);
               softmax(to_float32(transpose(a)), p);
               return within(transpose(to_double(p)), softmax(a), SoftmaxRounding(a).probability());
             })}};

// n labels, each class at least once; y is then the share of each.
std::vector<std::uint32_t> labels(const Trial& in, int classes) {
  Draws random = in.draws("labels");
  std::vector<std::uint32_t> all;
  for (int c = 0; c < classes; ++c) all.push_back(static_cast<std::uint32_t>(c));
  for (int n = in.size("labels beyond one a class", 1, 9); n > 0; --n) {
    all.push_back(random.below(static_cast<std::uint32_t>(classes)));
  }
  return all;
}

struct Labelled {
  explicit Labelled(const Trial& in) : r(in), labels(checking::labels(in, r.classes)) {
    r.y = Matrix64(r.classes, 1);
    for (const std::uint32_t label : labels) r.y[static_cast<int>(label)] += 1.0 / static_cast<double>(labels.size());
  }

  // -log of the likelihood of the labels, a label: their probabilities multiplied.
  double cost() const {
    const Matrix64 p = log_odds_model(r);
    double likelihood = 1;
    for (const std::uint32_t label : labels) likelihood *= p[static_cast<int>(label)];
    return -log(likelihood) / static_cast<double>(labels.size());
  }

  Regression r;
  std::vector<std::uint32_t> labels;
};

const Identity loss_definition{.id = "000.S2.1.loss-def",
                               .printed = {"l = -sum_i y_i log yhat_i, the cost in nats of a label with shares y",
                                           [](const Trial& in) {
                                             const Labelled data(in);
                                             return equal(-dot(data.r.y, log(data.r.yhat())), data.cost());
                                           }},
                               .wrong = {"l = -sum_i yhat_i log y_i",
                                         [](const Trial& in) {
                                           const Labelled data(in);
                                           return equal(-dot(data.r.yhat(), log(data.r.y)), data.cost());
                                         }},
                               .code = {"kernels/softmax_nll.h, the mean of its losses", [](const Trial& in) {
                                          const Labelled data(in);
                                          const Matrix64 a = rounded_to_float32(data.r.a());
                                          const auto rows = static_cast<int>(data.labels.size());
                                          const Matrix logits = to_float32(Matrix64(rows, 1, 1.0) * transpose(a));
                                          Matrix gradient(rows, data.r.classes);
                                          std::vector<double> losses(data.labels.size());
                                          softmax_nll(logits, data.labels, 1, gradient, losses);
                                          return within(Matrix64(1, 1, sum(column(losses)) / rows),
                                                        Matrix64(1, 1, -dot(data.r.y, log(softmax(a)))),
                                                        SoftmaxRounding(a).loss());
                                        }}};

const RegisteredIdentities identities{{.title = "Softmax regression: model and loss",
                                       .source = "000 §2.1",
                                       .claims = {model, softmax_definition, loss_definition}}};

}  // namespace
}  // namespace rederive::checking
