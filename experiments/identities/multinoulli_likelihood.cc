// The negative log-likelihood of classes under a softmax: all that remains of each example is its true class.
//
//   P(y) = prod_j p_j^{y_j},   p = softmax(z)                       n classes, y one-hot
//   L = -ln prod_i prod_j p_ij^{y_ij} = -sum_i ln p_il              k examples, l the true class of i
//
// Source: document 004, problem 3, 3
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/softmax_rounding.h"
#include "reference/kernels/softmax.h"
#include "reference/kernels/softmax_nll.h"

namespace rederive::checking {
namespace {

// k examples, one a row; the logits are as float32 holds them.
struct Minibatch {
  explicit Minibatch(const Trial& in)
      : k(in.size("k", 2, 5)), n(in.size("n", 6, 9)), z(rounded_to_float32(in.matrix("z", k, n))), p(k, n), y(k, n) {
    Draws draws = in.draws("classes");
    for (int i = 0; i < k; ++i) {
      classes.push_back(draws.below(static_cast<std::uint32_t>(n)));
      y(i, true_class(i)) = 1;
      const Matrix64 row = softmax(row_of(z, i));
      for (int j = 0; j < n; ++j) p(i, j) = row[j];
    }
  }

  int true_class(int i) const { return static_cast<int>(classes[static_cast<std::size_t>(i)]); }
  /// prod_j p_ij^{y_ij}
  double inner(int i) const {
    double product = 1;
    for (int j = 0; j < n; ++j) product *= pow(p(i, j), y(i, j));
    return product;
  }
  double likelihood() const {
    double product = 1;
    for (int i = 0; i < k; ++i) product *= inner(i);
    return product;
  }
  double p_true(int i) const { return p(i, true_class(i)); }
  /// One number an example.
  template <class F>
  Matrix64 each(const F& value) const {
    Matrix64 all(k, 1);
    for (int i = 0; i < k; ++i) all[i] = value(i);
    return all;
  }
  /// sum_i ln p_il
  double log_terms() const {
    return sum(each([this](int i) { return log(p_true(i)); }));
  }

  int k, n;
  Matrix64 z, p, y;
  std::vector<std::uint32_t> classes;
};

template <class F>
auto minibatch(const F& statement) {
  return [statement](const Trial& in) { return statement(Minibatch(in)); };
}

// Of a table of P(class, x), the probabilities of the classes given an x, by Bayes; the scores are ln P(class, x).
template <class F>
auto posterior(const F& of_scores) {
  return [of_scores](const Trial& in) {
    const int classes = in.size("n", 3, 7);
    const int values = in.size("values of x", 2, 5);
    const Matrix64 table = in.distribution("P", classes * values);
    const int x = in.size("x", 0, values - 1);
    Matrix64 joint(classes, 1);
    for (int c = 0; c < classes; ++c) joint[c] = table[c * values + x];
    return equal(of_scores(log(joint)), (1 / sum(joint)) * joint);
  };
}

// All outcomes of a multinoulli variable, by the formula and as they are.
template <class F>
auto outcomes(const F& pmf) {
  return [pmf](const Trial& in) {
    const Matrix64 p = in.distribution("p", in.size("n", 3, 7));
    Matrix64 stated(p.size(), 1);
    for (int c = 0; c < p.size(); ++c) stated[c] = pmf(p, unit(p.size(), c));
    return equal(stated, p);
  };
}
template <class F>
auto product_of(const F& factor) {
  return outcomes([factor](const Matrix64& p, const Matrix64& y) {
    double product = 1;
    for (int j = 0; j < p.size(); ++j) product *= factor(p[j], y[j]);
    return product;
  });
}

// The largest over all examples of a bound that holds for one.
template <class F>
double most(const Minibatch& m, const F& bound) {
  return largest(m.each([&](int i) { return bound(SoftmaxRounding(row_of(m.z, i))); }));
}

Comparison kernel_probabilities(const Minibatch& m) {
  Matrix p(m.k, m.n);
  softmax(to_float32(m.z), p);
  return within(to_double(p), m.p, most(m, [](const SoftmaxRounding& row) { return row.probability(); }));
}

Comparison kernel_mean_loss(const Minibatch& m) {
  Matrix dx(m.k, m.n);
  std::vector<double> losses(m.classes.size());
  softmax_nll(to_float32(m.z), m.classes, 1, dx, losses);
  return within({{sum(column(losses)) / m.k}}, {{-m.log_terms() / m.k}},
                most(m, [](const SoftmaxRounding& row) { return row.loss(); }));
}

// In (31) of the document n is the size of the minibatch, in (27) to (30) it was the number of classes. The reading
// that comes nearest is tested, n = k; the other has a wrong factor too.
const RegisteredIdentities identities{
    {.title = "Multinoulli likelihood and softmax cross-entropy",
     .source = "004 P3.3",
     .claims = {
         {.id = "004.P3.3.pmf",
          .printed = {"P(y) = prod_j p_j^{y_j}", product_of([](double p, double y) { return pow(p, y); })},
          .wrong = {"prod_j p_j^{y_j} (1 - p_j)^{1 - y_j}",
                    product_of([](double p, double y) { return pow(p, y) * pow(1 - p, 1 - y); })}},
         {.id = "004.P3.3.softmax-probs",
          .printed = {"softmax of scores ln P(class, x) = P(class | x)",
                      posterior([](const Matrix64& z) { return (1 / sum(exp(z))) * exp(z); })},
          .wrong = {"sigmoid of each score", posterior([](const Matrix64& z) { return sigmoid(z); })},
          .code = {"kernels/softmax.h", minibatch(kernel_probabilities)}},
         {.id = "004.P3.3.eq28-29",
          .printed = {"-ln prod_i prod_j p_ij^{y_ij} = -sum_i ln prod_j p_ij^{y_ij}", minibatch([](const Minibatch& m) {
                        return equal(-sum(m.each([&](int i) { return log(m.inner(i)); })), -log(m.likelihood()));
                      })},
          .wrong = {"-ln sum_i prod_j p_ij^{y_ij}", minibatch([](const Minibatch& m) {
                      return equal(-log(sum(m.each([&](int i) { return m.inner(i); }))), -log(m.likelihood()));
                    })}},
         {.id = "004.P3.3.eq30",
          .printed = {"prod_j p_ij^{y_ij} = p_il, l the true class of i", minibatch([](const Minibatch& m) {
                        return equal(m.each([&](int i) { return m.p_true(i); }),
                                     m.each([&](int i) { return m.inner(i); }));
                      })},
          .wrong = {"prod_j p_ij^{y_ij} = 0, since all y_ij but one are 0", minibatch([](const Minibatch& m) {
                      return equal(m.each([&](int) { return 0.0; }), m.each([&](int i) { return m.inner(i); }));
                    })}},
         {.id = "004.P3.3.eq31",
          .printed = {"-ln prod_{i=1..k} prod_j p_ij^{y_ij} = -(1/n) sum_{i=1..k} ln p_il, n the minibatch's size",
                      minibatch([](const Minibatch& m) { return equal(-m.log_terms() / m.k, -log(m.likelihood())); })},
          .corrected = {"-(1/k) ln prod_{i=1..k} prod_j p_ij^{y_ij} = -(1/k) sum_{i=1..k} ln p_il",
                        minibatch([](const Minibatch& m) {
                          return equal(-m.log_terms() / m.k, -log(m.likelihood()) / m.k);
                        })},
          .code = {"kernels/softmax_nll.h", minibatch(kernel_mean_loss)}},
     }}};

}  // namespace
}  // namespace rederive::checking
