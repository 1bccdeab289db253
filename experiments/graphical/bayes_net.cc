// Is a product of conditionals a distribution, and does ancestral sampling draw from it?
//
//   p(x) = prod_k p(x_k | x_pa(k)),  sum_x p(x) = 1;  chi2 = sum_x (n_x - n p(x))^2 / (n p(x)),  2^K - 1 degrees
//
// A random net of binary nodes is gone over state by state. Then states are drawn node by node. `surprise` is
// (chi2 - degrees) / sqrt(2 degrees), near a standard normal where the samples are those of p, and `marginal` the
// largest distance of a node's frequency from its exact marginal in standard deviations. In the order `parents` a node
// comes after its parents. The order `children`, the other way round, is there to be found out: its nodes see their
// parents as 0.
//
// Source: document 002, problem 2. The steps of the derivation are identities/bayes_nets.
// Cost:   a hundred thousand samples of ten nodes: .03 s.
#include "reference/models/bayes_net.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "experiments/harness/registered.h"

namespace rederive {
namespace {

struct Params {
  int nodes = 5;
  std::string order = "parents";
  int samples = 100000;
};

struct Row {
  double normalisation_error = 0;
  double surprise = 0;
  double marginal = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const BayesNet net(p.nodes, out.rng("net"));
  std::vector<int> order(static_cast<std::size_t>(p.nodes));
  std::iota(order.begin(), order.end(), 0);
  if (p.order == "children") std::reverse(order.begin(), order.end());

  std::vector<int> counts(net.states());
  const Stream stream = out.rng("samples");
  std::vector<std::uint32_t> words(order.size());
  for (int n = 0; n < p.samples; ++n) {
    stream.fill(static_cast<std::uint64_t>(n) * words.size(), words);
    ++counts[net.sample(order, words)];
  }

  double total = 0;
  double chi_squared = 0;
  std::vector<double> exact(order.size());
  std::vector<double> drawn(order.size());
  for (std::uint32_t state = 0; state < net.states(); ++state) {
    const double expected = net.probability(state) * p.samples;
    const double difference = counts[state] - expected;
    total += net.probability(state);
    chi_squared += difference * difference / expected;
    for (std::size_t k = 0; k < order.size(); ++k) {
      if ((state >> k & 1) == 0) continue;
      exact[k] += net.probability(state);
      drawn[k] += static_cast<double>(counts[state]) / p.samples;
    }
  }
  const double degrees = net.states() - 1.0;
  double marginal = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    marginal = std::max(marginal, std::fabs(drawn[k] - exact[k]) / std::sqrt(exact[k] * (1 - exact[k]) / p.samples));
  }
  out.trace("marginals", drawn);
  out.record({.normalisation_error = std::fabs(total - 1),
              .surprise = (chi_squared - degrees) / std::sqrt(2 * degrees),
              .marginal = marginal});
}

const Registered experiment{Experiment<Params, Row>{
    .title = "A Bayes net: normalisation, and the frequencies of ancestral samples",
    .source = "002 P2",
    .data = Needs::nothing,
    .params = {{"nodes", &Params::nodes, "binary variables", between(1, 16)},
               {"order", &Params::order, "which nodes are drawn first", {}, {"parents", "children"}},
               {"samples", &Params::samples, "states drawn", between(1, 100000000)}},
    .arms = {{"nodes", {over(&Params::nodes, {2, 5, 8, 10})}},
             {"order", {over(&Params::order, {"parents", "children"})}}},
    .seeds = {.smoke = 2, .standard = 10, .full = 20},
    .smoke = [](Params& p) { p.samples = 1000; },
    .seconds = [](const Params& p) { return 5e-8 * p.samples * p.nodes; },
    .columns = {{"normalisation_error", &Row::normalisation_error, "", relative(10)},
                {"surprise", &Row::surprise, "standard deviations", relative(0.5)},
                {"marginal", &Row::marginal, "standard deviations", relative(0.5)}},
    .run = run}};

}  // namespace
}  // namespace rederive
