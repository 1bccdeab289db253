// The negative log-likelihood of Bernoulli targets is n times their binary cross-entropy.
//
//   P(y) = p if y = 1, 1 - p if y = 0                         n independent targets y_i in {0, 1}, probabilities p_i
//   -ln prod_i P(y_i) = -sum_i (y_i ln p_i + (1 - y_i) ln(1 - p_i))
//
// Source: document 004, problem 3, 2
#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"
#include "reference/kernels/bernoulli_nll.h"

namespace rederive::checking {
namespace {

// A minibatch of logits, which float32 holds exactly.
struct Minibatch {
  explicit Minibatch(const Trial& in)
      : n(in.size("n", 2, 9)), z(rounded_to_float32(in.vector("z", n))), p(sigmoid(z)), y(in.bits("y", n, 1)) {}

  /// P(y_i), case by case.
  Matrix64 probabilities() const {
    return map(
        p, y, [](double p_i, double y_i) { return y_i == 1 ? p_i : 1 - p_i; }, "of");
  }
  /// prod_i P(y_i)
  double likelihood() const {
    const Matrix64 P = probabilities();
    double product = 1;
    for (int i = 0; i < n; ++i) product *= P[i];
    return product;
  }
  double mean_nll() const { return -sum(log(probabilities())) / n; }
  /// sum_i y_i ln p_i + (1 - y_i) ln(1 - p_i)
  double log_terms() const {
    const Matrix64 ones(n, 1, 1.0);
    return dot(y, log(p)) + dot(ones - y, log(ones - p));
  }

  int n;
  Matrix64 z, p, y;
};

template <class F>
auto minibatch(const F& statement) {
  return [statement](const Trial& in) { return statement(Minibatch(in)); };
}

template <class F>
auto both_outcomes(const F& pmf) {
  return [pmf](const Trial& in) {
    const double p = in.number("p", 0, 1);
    return equal(Matrix64{{pmf(p, 1), pmf(p, 0)}}, Matrix64{{p, 1 - p}});
  };
}

// Each term errs by u (2 |max(z, 0) - y z| + 7 ln(1 + e^-|z|)) at most, u = 2^-24, which is 7 u of the term (the header
// of the kernel); the sum is in double.
Comparison kernel_mean(const Minibatch& m) {
  double total = 0;
  bernoulli_nll(to_float32(transpose(m.z)), {}, to_float32(transpose(m.y)), {&total, 1});
  return within({{total / m.n}}, {{m.mean_nll()}}, 7.01 * kUnitRoundoff32 * m.mean_nll());
}

const RegisteredIdentities identities{
    {.title = "Bernoulli likelihood and binary cross-entropy",
     .source = "004 P3.2",
     .claims = {
         {.id = "004.P3.2.pmf",
          .printed = {"P(y) = p^y (1 - p)^(1 - y)",
                      both_outcomes([](double p, double y) { return pow(p, y) * pow(1 - p, 1 - y); })},
          .wrong = {"P(y) = p^(1 - y) (1 - p)^y",
                    both_outcomes([](double p, double y) { return pow(p, 1 - y) * pow(1 - p, y); })}},
         {.id = "004.P3.2.eq26",
          .printed = {"-ln prod_i P(y_i) = -(1/n) sum_i (y_i ln p_i + (1 - y_i) ln(1 - p_i))",
                      minibatch([](const Minibatch& m) { return equal(-m.log_terms() / m.n, -log(m.likelihood())); })},
          .corrected = {"-ln prod_i P(y_i) = -sum_i (y_i ln p_i + (1 - y_i) ln(1 - p_i))",
                        minibatch([](const Minibatch& m) { return equal(-m.log_terms(), -log(m.likelihood())); })}},
         {.id = "004.P3.2.bce",
          .printed = {"the mean of -ln P(y_i) is -(1/n) sum_i (y_i ln p_i + (1 - y_i) ln(1 - p_i))",
                      minibatch([](const Minibatch& m) { return equal(-m.log_terms() / m.n, m.mean_nll()); })},
          .wrong = {"-(1/n) sum_i y_i ln p_i, the terms of y_i = 0 left out",
                    minibatch([](const Minibatch& m) { return equal(-dot(m.y, log(m.p)) / m.n, m.mean_nll()); })},
          .code = {"kernels/bernoulli_nll.h", minibatch(kernel_mean)}},
     }}};

}  // namespace
}  // namespace rederive::checking
