// A directed graphical model is normalised: its sum is taken one variable at a time.
//
//   p(x) = prod_k p(x_k | pa_k),  k = 1 .. K, pa_k the parents of node k in a graph without a directed cycle
//   sum_{x_K} p(x) = (sum_{x_K} p(x_K | pa_K)) prod_{k < K} p(x_k | pa_k) = prod_{k < K} p(x_k | pa_k),  and so on
//
// The second line needs that no other factor contains x_K. Where x_K has children its right side still depends on x_K,
// and neither value of x_K makes it right. That the totals agree all the same hides this: with x_K held the other
// factors are a network of their own, whose sum is 1. So each step is checked at every state of what is not summed.
//
// The truth is the distribution of ancestral sampling: a state's mass is divided at each node, parents first.
// Source: document 002, problem 2
#include "experiments/checking/identities.h"
#include "experiments/identities/bayes_net.h"

namespace rederive::checking {
namespace {

// Of a statement about a net, a statement about a trial.
template <class F>
auto net(Numbering numbering, const F& statement) {
  return [numbering, statement](const Trial& in) { return statement(BayesNet(in, numbering)); };
}
template <class F>
auto net(const F& statement) {
  return net(Numbering::any, statement);
}

// prod_k p(x_k | given_k), each conditional from the joint distribution.
template <class Given>
Matrix64 product_of_conditionals(const BayesNet& n, const Given& given) {
  const Matrix64 p = n.sampled();
  Matrix64 result = table(n.nodes(), [](State) { return 1.0; });
  for (int k = 0; k < n.nodes(); ++k) result = hadamard(result, conditional(p, only(k), given(n.parents(k))));
  return result;
}

Comparison sum_pulled_inside(const BayesNet& n) {
  const Matrix64 inner = sum_over(only(n.last()), n.factor(n.last()));
  return equal(hadamard(inner, n.product(n.last())), sum_over(only(n.last()), n.sampled()));
}

// One column for each number of variables that are left, from K to none.
Comparison sums_one_by_one(const BayesNet& n) {
  const Matrix64 p = n.sampled();
  Matrix64 stated(p.rows(), n.nodes() + 1);
  Matrix64 truth(p.rows(), n.nodes() + 1);
  for (int left = 0; left <= n.nodes(); ++left) {
    const Matrix64 factors = n.product(left);
    const Matrix64 sums = marginal(p, first(left));
    for (int s = 0; s < p.rows(); ++s) {
      stated(s, left) = factors[s];
      truth(s, left) = sums[s];
    }
  }
  return equal(stated, truth);
}

const RegisteredIdentities identities{{
    .title = "Bayes nets: summing a product of conditionals to one",
    .source = "002 P2",
    .claims =
        {{.id = "002.P2.factorisation",
          .printed = {"p(x) = prod_k p(x_k | pa_k)", net([](const BayesNet& n) {
                        return equal(product_of_conditionals(n, [](Units parents) { return parents; }), n.sampled());
                      })},
          .wrong = {"prod_k p(x_k | all parents but one)", net([](const BayesNet& n) {
                      return equal(product_of_conditionals(n, [](Units parents) { return parents & (parents - 1); }),
                                   n.sampled());
                    })}},
         {.id = "002.P2.eq24",
          .printed = {"sum_x p(x) = sum_x prod_k p(x_k | pa_k)",
                      net([](const BayesNet& n) { return equal(sum(n.product()), sum(n.sampled())); })},
          .wrong = {"prod_k sum_x p(x_k | pa_k)", net([](const BayesNet& n) {
                      double product = 1;
                      for (int k = 0; k < n.nodes(); ++k) product *= sum(n.factor(k));
                      return equal(product, sum(n.sampled()));
                    })}},
         {.id = "002.P2.eq25",
          .printed = {"p(x) = p(x_K | pa_K) prod_{k=1}^{K-1} p(x_k | pa_k)", net([](const BayesNet& n) {
                        return equal(hadamard(n.factor(n.last()), n.product(n.last())), n.sampled());
                      })},
          .wrong = {"p(x_K | pa_K) prod_{k=1}^K p(x_k | pa_k)", net([](const BayesNet& n) {
                      return equal(hadamard(n.factor(n.last()), n.product()), n.sampled());
                    })}},
         {.id = "002.P2.eq26",
          .printed = {"sum_{x_K} p(x) = (sum_{x_K} p(x_K | pa_K)) prod_{k<K} p(x_k | pa_k), nodes in any order",
                      net(sum_pulled_inside)},
          .corrected = {"the same, x_K the parent of no node", net(Numbering::last_childless, sum_pulled_inside)}},
         {.id = "002.P2.eq27",
          .printed = {"sum_{x_K} p(x_K | pa_K) = 1 for all values of the parents", net([](const BayesNet& n) {
                        const Matrix64 given = conditional(n.sampled(), only(n.last()), n.parents(n.last()));
                        return equal(n.product(0), sum_over(only(n.last()), given));
                      })},
          .wrong = {"sum over the values of pa_K, x_K fixed", net([](const BayesNet& n) {
                      const Matrix64 given = conditional(n.sampled(), only(n.last()), n.parents(n.last()));
                      return equal(n.product(0), sum_over(n.parents(n.last()), given));
                    })}},
         {.id = "002.P2.eq28",
          .printed = {"K-1 times more: sum_{x_r..x_K} p(x) = prod_{k<r} p(x_k | pa_k), all but x_K in any order",
                      net(Numbering::last_childless, sums_one_by_one)},
          .corrected = {"the same, every parent before its children", net(Numbering::topological, sums_one_by_one)}},
         {.id = "002.P2.normalised",
          .printed = {"sum_x prod_k p(x_k | pa_k) = 1",
                      net([](const BayesNet& n) { return equal(1, sum(n.product())); })},
          .wrong = {"the same for a graph with a directed cycle",
                    net(Numbering::cyclic, [](const BayesNet& n) { return equal(1, sum(n.product())); })}}},
}};

}  // namespace
}  // namespace rederive::checking
