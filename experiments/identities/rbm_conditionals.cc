// A hidden unit of a restricted Boltzmann machine is on with a probability that is a sigmoid of its input.
//
//   p(h_j | v) = exp(-E(v, h_j)) / Z_j,  -E(v, h_j) = sum_i W_ij v_i h_j + sum_i v_i b_i + h_j a_j
//   p(h_j = 1 | v) = sigmoid(sum_i W_ij v_i + a_j)                     W is D x P, all units are 0 or 1
//
// E(v, h_j) is the energy with hidden unit j alone. What Z_j is remains unsaid; it is read as what makes the two
// probabilities of h_j sum to one, a number for each v. The truth is the sum of the joint distribution over all states.
// Source: document 002, problem 3, equations 36 to 44
#include "experiments/checking/identities.h"
#include "experiments/identities/small_rbm.h"
#include "reference/kernels/chain_bound.h"
#include "reference/models/rbm.h"

namespace rederive::checking {
namespace {

// A unit's chance, or weight, in state s: f(s, j).
using OfUnit = std::function<double(State s, int j)>;

// f as p(h_j | v), for all states and hidden units.
Comparison as_probability(const SmallRbm& m, const OfUnit& f) {
  const Matrix64 p = m.joint();
  Matrix64 stated(p.rows(), m.P);
  Matrix64 truth(p.rows(), m.P);
  for (int j = 0; j < m.P; ++j) {
    const Matrix64 given = conditional(p, m.hidden(j), m.visible());
    for (int s = 0; s < p.rows(); ++s) {
      stated(s, j) = f(static_cast<State>(s), j);
      truth(s, j) = given[s];
    }
  }
  return equal(stated, truth);
}

// f / Z_j as p(h_j | v), Z_j the sum of f over h_j.
Comparison as_weight(const SmallRbm& m, const OfUnit& f) {
  return as_probability(m, [&](State s, int j) { return f(s, j) / (f(s & ~m.hidden(j), j) + f(s | m.hidden(j), j)); });
}

// f as p(h_j = 1 | v).
Comparison as_chance(const SmallRbm& m, const OfUnit& f) {
  return as_probability(m, [&](State s, int j) { return m.h(s, j) == 1 ? f(s, j) : 1 - f(s, j); });
}

// sum_i W_ij v_i
double input(const SmallRbm& m, State s, int j) {
  double total = 0;
  for (int i = 0; i < m.D; ++i) total += m.W(i, j) * on(s, i);
  return total;
}

// exp(-E(v, h_j))
double weight(const SmallRbm& m, State s, int j) { return exp(m.minus_energy(m.v(s), m.h(s, j) * unit(m.P, j))); }

// The sum of f over the states of `units`, for each hidden unit.
std::vector<double> sums(const SmallRbm& m, const OfUnit& f, const std::function<Units(int j)>& units) {
  std::vector<double> all;
  for (int j = 0; j < m.P; ++j) {
    all.push_back(sum_over(units(j), m.table([&](State s) { return f(s, j); }))[0]);
  }
  return all;
}

// The factors of equation 41: exp(sum_i W_ij v_i + a_j) and exp(sum_i v_i b_i).
double hidden_factor(const SmallRbm& m, State s, int j) { return exp(input(m, s, j) + m.a[j]); }
double visible_factor(const SmallRbm& m, State s) { return exp(dot(m.v(s), m.b)); }

Rbm trained_machine(const SmallRbm& m) {
  Rbm rbm(m.D, m.P);
  for (int i = 0; i < m.D; ++i) {
    rbm.visible_bias()[static_cast<std::size_t>(i)] = static_cast<float>(m.b[i]);
    for (int j = 0; j < m.P; ++j) rbm.weights()(i, j) = static_cast<float>(m.W(i, j));
  }
  for (int j = 0; j < m.P; ++j) rbm.hidden_bias()[static_cast<std::size_t>(j)] = static_cast<float>(m.a[j]);
  return rbm;
}

// All v through the model: a chain of D products and the bias, then a sigmoid, whose slope is at most 1/4 and whose own
// error at most 4 u.
Comparison model(const SmallRbm& m) {
  Matrix64 v(1 << m.D, m.D);
  Matrix64 truth(v.rows(), m.P);
  for (int s = 0; s < v.rows(); ++s) {
    for (int i = 0; i < m.D; ++i) v(s, i) = on(static_cast<State>(s), i);
    for (int j = 0; j < m.P; ++j) truth(s, j) = sigmoid(input(m, static_cast<State>(s), j) + m.a[j]);
  }
  double magnitude = 0;
  for (int j = 0; j < m.P; ++j) {
    double column = std::abs(m.a[j]);
    for (int i = 0; i < m.D; ++i) column += std::abs(m.W(i, j));
    magnitude = std::max(magnitude, column);
  }
  Matrix p(truth.rows(), m.P);
  hidden_probabilities(trained_machine(m), to_float32(v), p);
  return within(to_double(p), truth, chain_bound(m.D + 1, magnitude) / 4 + 4 * kUnitRoundoff32);
}

const RegisteredIdentities identities{{
    .title = "Restricted Boltzmann machine: a hidden unit given the visible ones",
    .source = "002 P3",
    .claims =
        {{.id = "002.P3.eq36",
          .printed = {"p(h_j | v) = exp(-E(v, h_j)) / Z_j, Z_j the sum over h_j", small_rbm([](const SmallRbm& m) {
                        return as_weight(m, [&](State s, int j) { return weight(m, s, j); });
                      })},
          .wrong = {"Z_j the sum over v and h_j, as Z in (32)", small_rbm([](const SmallRbm& m) {
                      const OfUnit f = [&](State s, int j) { return weight(m, s, j); };
                      const std::vector<double> Z = sums(m, f, [&](int j) { return m.visible() | m.hidden(j); });
                      return as_probability(m,
                                            [&](State s, int j) { return f(s, j) / Z[static_cast<std::size_t>(j)]; });
                    })}},
         {.id = "002.P3.eq37",
          .printed = {"p(h_j | v) = exp(sum_i W_ij v_i h_j + sum_i v_i b_i + h_j a_j) / Z_j",
                      small_rbm([](const SmallRbm& m) {
                        return as_weight(m, [&](State s, int j) {
                          return exp(input(m, s, j) * m.h(s, j) + dot(m.v(s), m.b) + m.h(s, j) * m.a[j]);
                        });
                      })},
          .wrong = {"a_j without h_j", small_rbm([](const SmallRbm& m) {
                      return as_weight(m, [&](State s, int j) {
                        return exp(input(m, s, j) * m.h(s, j) + dot(m.v(s), m.b) + m.a[j]);
                      });
                    })}},
         {.id = "002.P3.eq38-39",
          .printed = {"p(1 | v) = exp(sum_i W_ij v_i + sum_i v_i b_i + a_j) / Z_j, p(0 | v) = exp(sum_i v_i b_i) / Z_j",
                      small_rbm([](const SmallRbm& m) {
                        return as_weight(m, [&](State s, int j) {
                          return m.h(s, j) == 1 ? exp(input(m, s, j) + dot(m.v(s), m.b) + m.a[j])
                                                : visible_factor(m, s);
                        });
                      })},
          .wrong = {"p(0 | v) = 1 / Z_j", small_rbm([](const SmallRbm& m) {
                      return as_weight(m, [&](State s, int j) {
                        return m.h(s, j) == 1 ? exp(input(m, s, j) + dot(m.v(s), m.b) + m.a[j]) : 1.0;
                      });
                    })}},
         {.id = "002.P3.eq41-42",
          .printed = {"A B / (A B + B) = A / (A + 1), A = exp(sum_i W_ij v_i + a_j), B = exp(sum_i v_i b_i)",
                      small_rbm([](const SmallRbm& m) {
                        return both(as_chance(m,
                                              [&](State s, int j) {
                                                const double AB = hidden_factor(m, s, j) * visible_factor(m, s);
                                                return AB / (AB + visible_factor(m, s));
                                              }),
                                    as_chance(m, [&](State s, int j) {
                                      return hidden_factor(m, s, j) / (hidden_factor(m, s, j) + 1);
                                    }));
                      })},
          .wrong = {"A / (A + B)", small_rbm([](const SmallRbm& m) {
                      return as_chance(m, [&](State s, int j) {
                        return hidden_factor(m, s, j) / (hidden_factor(m, s, j) + visible_factor(m, s));
                      });
                    })}},
         {.id = "002.P3.eq43",
          .printed = {"p(h_j = 1 | v) = 1 / (1 + exp(-sum_i W_ij v_i - a_j))", small_rbm([](const SmallRbm& m) {
                        return as_chance(m, [&](State s, int j) { return 1 / (1 + exp(-input(m, s, j) - m.a[j])); });
                      })},
          .wrong = {"1 / (1 + exp(-sum_i W_ij v_i + a_j))", small_rbm([](const SmallRbm& m) {
                      return as_chance(m, [&](State s, int j) { return 1 / (1 + exp(-input(m, s, j) + m.a[j])); });
                    })}},
         {.id = "002.P3.sigmoid",
          .printed = {"p(h_j = 1 | v) = sigmoid(sum_i W_ij v_i + a_j)", small_rbm([](const SmallRbm& m) {
                        return as_chance(m, [&](State s, int j) { return sigmoid(input(m, s, j) + m.a[j]); });
                      })},
          .wrong = {"sigmoid(sum_i W_ij v_i)", small_rbm([](const SmallRbm& m) {
                      return as_chance(m, [&](State s, int j) { return sigmoid(input(m, s, j)); });
                    })},
          .code = {"models/rbm.h hidden_probabilities", small_rbm(model)}}},
}};

}  // namespace
}  // namespace rederive::checking
