// Loss and gradient of softmax regression where the label is c1 and all the mass is on another class c2.
//
//   y = e_c1:      l = -log yhat_c1,   dl/dW_ij = -(delta_i,c1 - yhat_i) x_j
//   yhat_c2 -> 1:  dl/dW_c1 -> -x',    dl/dW_c2 -> x'                         W_c is row c
//
// No logits give yhat_c2 = 1: there the loss is infinite and has no slope, but the slopes have a limit, from which they
// are off by e^-t where c2 leads by t. So the statements about yhat_c2 = 1 are tried where it is 1 in double.
// Source: document 000, section 2.2.1
#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/confident_mistake.h"
#include "reference/kernels/softmax_nll.h"

namespace rederive::checking {
namespace {

// Of a statement about a mistake, a statement about a trial.
template <class F>
auto mistake(const F& statement) {
  return [=](const Trial& in) { return statement(Mistake(in)); };
}
template <class F>
auto mistake_at_all_scales(const F& statement) {
  return [=](const Trial& in) {
    Mistake m(in);
    m.W = in.scale() * m.W;
    return statement(m);
  };
}
template <class F>
auto confident(const F& statement) {
  return [=](const Trial& in) { return statement(confident_mistake(in)); };
}

// dl/da = -(e_c - yhat)
Matrix64 by_logits(const Matrix64& yhat, int c) { return yhat - unit(yhat.size(), c); }

// The float32 kernel at logits that it and the formulas have in common to the last bit.
struct Trained {
  explicit Trained(const Mistake& m) : a(rounded_to_float32(m.a())), losses(1) {
    const auto label = static_cast<std::uint32_t>(m.c1);
    Matrix gradient(1, m.classes);
    softmax_nll(to_float32(transpose(a)), std::span(&label, 1), 1, gradient, losses);
    by_logits = transpose(to_double(gradient));
  }
  double tolerance() const { return SoftmaxRounding(a).largest(); }

  Matrix64 a, by_logits;
  std::vector<double> losses;
};

// Where yhat_c1 is near 1 its logarithm is as exact as yhat_c1, so the scale is at least 1.
Comparison as_cost(const Mistake& m, double stated) {
  return equal(stated, label_cost(m.a(), m.c1), std::max(1.0, std::abs(stated)));
}

const Identity loss_of_a_label{
    .id = "000.S2.2.1.loss-c1",
    .printed = {"l = -log yhat_c1",
                mistake_at_all_scales([](const Mistake& m) { return as_cost(m, -log(m.yhat()[m.c1])); })},
    .wrong = {"-log yhat_c2", mistake_at_all_scales([](const Mistake& m) { return as_cost(m, -log(m.yhat()[m.c2])); })},
    .code = {"kernels/softmax_nll.h, its loss", mistake_at_all_scales([](const Mistake& m) {
               const Trained trained(m);
               return within(column(trained.losses), Matrix64(1, 1, label_cost(trained.a, m.c1)), trained.tolerance());
             })}};

const Identity gradient_of_a_label{
    .id = "000.S2.2.1.grad-general",
    .printed = {"dl/dW_ij = -(delta_i,c1 - yhat_i) x_j", mistake([](const Mistake& m) {
                  return analytic_gradient(by_logits(m.yhat(), m.c1) * transpose(m.x), m.loss(), m.W);
                })},
    .wrong = {"-(delta_i,c2 - yhat_i) x_j", mistake([](const Mistake& m) {
                return analytic_gradient(by_logits(m.yhat(), m.c2) * transpose(m.x), m.loss(), m.W);
              })},
    .code = {"kernels/softmax_nll.h, its gradient by the logits", mistake([](const Mistake& m) {
               const Trained trained(m);
               return within(trained.by_logits, by_logits(softmax(trained.a), m.c1), trained.tolerance());
             })}};

// Row c of dl/dW, as a column.
Comparison as_row_of_gradient(const Mistake& m, int c, const Matrix64& stated) {
  const auto loss = [&](const auto& row) {
    auto W = std::decay_t<decltype(row)>(m.W);
    for (int j = 0; j < m.inputs; ++j) W(c, j) = row[j];
    return m.loss()(W);
  };
  return analytic_gradient(stated, loss, row_of(m.W, c));
}

const Identity row_of_the_label{
    .id = "000.S2.2.1.grad-c1",
    .printed = {"dl/dW_c1,j = -x_j where yhat_c2 = 1",
                confident([](const Mistake& m) { return as_row_of_gradient(m, m.c1, -m.x); })},
    .wrong = {"0, as of squared error where a unit is saturated",
              confident([](const Mistake& m) { return as_row_of_gradient(m, m.c1, 0 * m.x); })},
    .code = {"kernels/softmax_nll.h, whose gradient by the logits is e_c2 - e_c1", confident([](const Mistake& m) {
               const Trained trained(m);
               return within(trained.by_logits, unit(m.classes, m.c2) - unit(m.classes, m.c1), trained.tolerance());
             })}};

const Identity row_of_the_mistake{
    .id = "000.S2.2.1.grad-c2",
    .printed = {"dl/dW_c2,j = x_j where yhat_c2 = 1",
                confident([](const Mistake& m) { return as_row_of_gradient(m, m.c2, m.x); })},
    .wrong = {"-x_j", confident([](const Mistake& m) { return as_row_of_gradient(m, m.c2, -m.x); })}};

const RegisteredIdentities identities{
    {.title = "All mass on a wrong class: loss and gradient",
     .source = "000 §2.2.1",
     .claims = {loss_of_a_label, gradient_of_a_label, row_of_the_label, row_of_the_mistake}}};

}  // namespace
}  // namespace rederive::checking
