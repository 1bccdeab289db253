// Two families of classifiers that are one, shown by their members.
//
//   H1 = { x -> softmax(W x) }            W is K x m
//   H2 = { x -> softmax((A + B) C x) }    A, B are K x K, C is K x m
//
// H1 in H2 by A = I, B = 0, C = W; H2 in H1 by W = (A + B) C. The inner dimension K is what makes it so: with K x 1 for
// A and B, the logits' differences would be multiples of one row, and most W are out of reach (K >= 3, m >= 2).
// Source: document 001, question 2
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"

namespace rederive::checking {
namespace {

struct Models {
  explicit Models(const Trial& in)
      : K(in.size("K", 3, 6)),
        m(in.size("m", 7, 10)),
        W(in.matrix("W", K, m)),
        A(in.matrix("A", K, K)),
        B(in.matrix("B", K, K)),
        C(in.matrix("C", K, m)),
        x(in.vector("x", m)) {}

  /// Hypotheses of either family at x.
  Matrix64 h1(const Matrix64& w) const { return softmax(w * x); }
  Matrix64 h2(const Matrix64& a, const Matrix64& b, const Matrix64& c) const { return softmax((a + b) * c * x); }
  /// The same with both layers applied one after the other, the first as two.
  Matrix64 h2_in_layers() const {
    const Matrix64 inner = C * x;
    return softmax(A * inner + B * inner);
  }

  int K, m;
  Matrix64 W, A, B, C, x;
};

template <class F>
auto models(const F& statement) {
  return [statement](const Trial& in) { return statement(Models(in)); };
}

// p_k = exp(z_k) / sum_l exp(z_l), z_k = sum_ij (A_ki + B_ki) C_ij x_j, index by index.
Matrix64 h2_by_index(const Models& r) {
  Matrix64 p(r.K, 1);
  for (int k = 0; k < r.K; ++k) {
    double logit = 0;
    for (int i = 0; i < r.K; ++i) {
      for (int j = 0; j < r.m; ++j) logit += (r.A(k, i) + r.B(k, i)) * r.C(i, j) * r.x[j];
    }
    p[k] = logit;
  }
  const double most = *std::max_element(p.values().begin(), p.values().end());
  p = exp(map(p, [most](double z) { return z - most; }));
  return (1 / sum(p)) * p;
}

Matrix64 beside(const Matrix64& a, const Matrix64& b) {
  Matrix64 both(a.rows(), 2);
  for (int i = 0; i < a.rows(); ++i) {
    both(i, 0) = a[i];
    both(i, 1) = b[i];
  }
  return both;
}

// log p_k - log p_0 of a hypothesis at the unit vectors: W_k - W_0, all that a softmax shows of its W.
double log_odds(const Matrix64& W, int k, int j) {
  const Matrix64 p = softmax(column_of(W, j));
  return log(p[k]) - log(p[0]);
}

const RegisteredIdentities identities{{
    .title = "Two parametrisations of softmax regression",
    .source = "001 Q2",
    .claims = {{.id = "001.Q2.H-defs",
                .printed = {"softmax((A + B) C x), A, B: K x K, C: K x m",
                            models([](const Models& r) { return equal(r.h2(r.A, r.B, r.C), h2_by_index(r)); })},
                .wrong = {"C: m x K", models([](const Models& r) {
                            return equal(r.h2(r.A, r.B, transpose(r.C)), h2_by_index(r));
                          })}},
               {.id = "001.Q2.H1-in-H2",
                .printed = {"every W: A = I, B = 0, C = W", models([](const Models& r) {
                              return equal(r.h2(identity(r.K), Matrix64(r.K, r.K), r.W), r.h1(r.W));
                            })},
                .wrong = {"A = I, B = I, C = W", models([](const Models& r) {
                            return equal(r.h2(identity(r.K), identity(r.K), r.W), r.h1(r.W));
                          })}},
               {.id = "001.Q2.H2-in-H1",
                .printed = {"every A, B, C: W = (A + B) C",
                            models([](const Models& r) { return equal(r.h1((r.A + r.B) * r.C), r.h2_in_layers()); })},
                .wrong = {"W = A B C",
                          models([](const Models& r) { return equal(r.h1(r.A * r.B * r.C), r.h2_in_layers()); })}},
               {.id = "001.Q2.equal",
                .printed = {"any member of H1 is one of H2, and any member of H2 one of H1",
                            models([](const Models& r) {
                              const Matrix64 zero(r.K, r.K);
                              return equal(beside(r.h2(identity(r.K), zero, r.W), r.h1((r.A + r.B) * r.C)),
                                           beside(r.h1(r.W), r.h2_in_layers()));
                            })},
                .wrong = {"also for A, B: K x 1, C: 1 x m, where 2 x 2 minors of W_k - W_0 vanish",
                          models([](const Models& r) {
                            const double minor = log_odds(r.W, 1, 0) * log_odds(r.W, 2, 1);
                            const double other = log_odds(r.W, 1, 1) * log_odds(r.W, 2, 0);
                            return equal(minor, other);
                          })}}},
}};

}  // namespace
}  // namespace rederive::checking
