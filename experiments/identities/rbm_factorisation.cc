// The hidden units of a restricted Boltzmann machine are independent given the visible ones.
//
//   E(v, h) = -v'Wh - b'v - a'h,  p(v, h) = exp(-E(v, h)) / Z          W is D x P, all units are 0 or 1
//   p(h | v) = p(h_1 | v) p(h_2 .. h_P | v) = ... = prod_j p(h_j | v)
//
// The truth is the sum over all states; of p(v), the hidden units summed analytically.
// Source: document 002, problem 3, equations 30 to 35
#include "experiments/checking/identities.h"
#include "experiments/identities/small_rbm.h"
#include "reference/oracles/rbm.h"

namespace rederive::checking {
namespace {

// E as sums over indices, the terms of h_j with `sign`.
Comparison energy(const SmallRbm& m, double sign) {
  const auto stated = [&](State s) {
    double total = 0;
    for (int i = 0; i < m.D; ++i) {
      for (int j = 0; j < m.P; ++j) total -= m.W(i, j) * on(s, i) * m.h(s, j);
    }
    for (int i = 0; i < m.D; ++i) total -= on(s, i) * m.b[i];
    for (int j = 0; j < m.P; ++j) total -= sign * m.h(s, j) * m.a[j];
    return total;
  };
  return equal(m.table(stated), m.table([&](State s) { return -m.minus_energy(m.v(s), m.h(s)); }));
}

// sum_h exp(-E(v, h)) / Z for all v, Z the sum over `summed`.
Comparison visible_probabilities(const SmallRbm& m, Units summed) {
  const Matrix64 weights = m.weights();
  const oracle::Distribution p = oracle::visible_distribution({.visible = m.D,
                                                               .hidden = m.P,
                                                               .weights = m.W.values(),
                                                               .visible_bias = m.b.values(),
                                                               .hidden_bias = m.a.values()});
  return equal(sum_over(m.hidden(), ratio(weights, sum_over(summed, weights))),
               m.table([&](State s) { return p[s & m.visible()]; }));
}

// p(h | given) = p(h_1 | given) p(h_2 .. h_P | given)
Comparison first_hidden_unit_apart(const SmallRbm& m, Units given) {
  const Matrix64 p = m.joint();
  const Matrix64 rest = conditional(p, m.hidden() & ~m.hidden(0), given);
  return equal(hadamard(conditional(p, m.hidden(0), given), rest), conditional(p, m.hidden(), given));
}

// How often one unit is split off the last factor of p(h_1 .. h_P | v) until every factor has one unit.
int splits(int units) {
  int count = 0;
  for (int in_last_factor = units; in_last_factor > 1; --in_last_factor) ++count;
  return count;
}

Comparison product_of_hidden(const SmallRbm& m, double link) {
  const Matrix64 p = m.joint(link);
  Matrix64 product = m.table([](State) { return 1.0; });
  for (int j = 0; j < m.P; ++j) product = hadamard(product, conditional(p, m.hidden(j), m.visible()));
  return equal(product, conditional(p, m.hidden(), m.visible()));
}

const RegisteredIdentities identities{{
    .title = "Restricted Boltzmann machine: p(h | v) is a product",
    .source = "002 P3",
    .claims = {
        {.id = "002.P3.eq30",
         .printed = {"E = -sum_ij W_ij v_i h_j - sum_i v_i b_i - sum_j h_j a_j",
                     small_rbm([](const SmallRbm& m) { return energy(m, 1); })},
         .wrong = {"+ sum_j h_j a_j", small_rbm([](const SmallRbm& m) { return energy(m, -1); })}},
        {.id = "002.P3.eq31-32",
         .printed = {"p(v, h) = exp(-E(v, h)) / Z, Z the sum over all v and h", small_rbm([](const SmallRbm& m) {
                       return visible_probabilities(m, m.visible() | m.hidden());
                     })},
         .wrong = {"Z the sum over h", small_rbm([](const SmallRbm& m) { return visible_probabilities(m, m.hidden()); })}},
        {.id = "002.P3.markov",
         .printed = {"p(h_1 .. h_P | v) = p(h_1 | v) p(h_2 .. h_P | v)",
                     small_rbm([](const SmallRbm& m) { return first_hidden_unit_apart(m, m.visible()); })},
         .wrong = {"p(h_1 .. h_P) = p(h_1) p(h_2 .. h_P)",
                   small_rbm([](const SmallRbm& m) { return first_hidden_unit_apart(m, 0); })}},
        {.id = "002.P3.repeat",
         .printed = {"one hidden unit is split off P times",
                     [](const Trial& in) {
                       const int P = in.size("P", 2, 8);
                       return equal(P, splits(P));
                     }},
         .corrected = {"one hidden unit is split off P - 1 times in all",
                       [](const Trial& in) {
                         const int P = in.size("P", 2, 8);
                         return equal(P - 1, splits(P));
                       }}},
        {.id = "002.P3.eq35",
         .printed = {"p(h | v) = prod_j p(h_j | v)",
                     small_rbm([](const SmallRbm& m) { return product_of_hidden(m, 0); })},
         .wrong = {"the same with a link between h_1 and h_2",
                   small_rbm([](const SmallRbm& m) { return product_of_hidden(m, 1); })}}},
}};

}  // namespace
}  // namespace rederive::checking
