#include "reference/models/bayes_net.h"

#include <string>

#include "reference/core/error.h"

namespace rederive {

BayesNet::BayesNet(int nodes, const Stream& stream) {
  if (nodes < 1 || nodes > 16) throw UsageError("a Bayes net of 1 to 16 nodes, not " + std::to_string(nodes));
  Draws draws(stream);
  for (int k = 0; k < nodes; ++k) {
    std::uint32_t parents = 0;
    for (int j = 0; j < k; ++j) parents |= draws.below(2) << j;
    parents_.push_back(parents);
    std::vector<double> table(std::size_t{1} << k);
    for (double& p : table) p = draws.uniform(0.05, 0.95);
    chances_.push_back(std::move(table));
  }
}

double BayesNet::chance(int k, std::uint32_t state) const {
  return chances_[static_cast<std::size_t>(k)][state & parents(k)];
}

double BayesNet::probability(std::uint32_t state) const {
  double product = 1;
  for (int k = 0; k < nodes(); ++k) {
    const double one = chance(k, state);
    product *= (state >> k & 1) != 0 ? one : 1 - one;
  }
  return product;
}

std::uint32_t BayesNet::sample(const std::vector<int>& order, const std::vector<std::uint32_t>& words) const {
  std::uint32_t state = 0;
  for (const int k : order) {
    if (uniform_open(words[static_cast<std::size_t>(k)]) < chance(k, state)) state |= std::uint32_t{1} << k;
  }
  return state;
}

}  // namespace rederive
