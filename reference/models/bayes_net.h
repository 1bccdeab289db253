// A directed graphical model of binary variables, small enough to go over all its states.
//
//   p(x) = prod_k p(x_k | x_pa(k)),  parents have lower numbers than their children
//
// A state is a number whose bit k is x_k.
// Source: document 002, problem 2; Bishop, Pattern Recognition and Machine Learning, 2006, sections 8.1 and 8.1.2.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/core/random.h"

namespace rederive {

class BayesNet {
 public:
  /// Each pair is an edge with probability 1/2; the chance of x_k = 1 is uniform in (.05, .95) for each state of the
  /// parents. UsageError unless there are 1 to 16 nodes.
  BayesNet(int nodes, const Stream& stream);

  int nodes() const { return static_cast<int>(parents_.size()); }
  std::uint32_t states() const { return std::uint32_t{1} << nodes(); }
  std::uint32_t parents(int k) const { return parents_[static_cast<std::size_t>(k)]; }
  /// p(x_k = 1 | the parents as they are in `state`)
  double chance(int k, std::uint32_t state) const;
  double probability(std::uint32_t state) const;

  /// A state, each variable given those before it: node k by words[k]. `order` names the nodes in the
  /// order in which they are drawn; what is not drawn yet counts as 0, so that only an order with parents before
  /// children samples p.
  std::uint32_t sample(const std::vector<int>& order, const std::vector<std::uint32_t>& words) const;

 private:
  std::vector<std::uint32_t> parents_;
  std::vector<std::vector<double>>
      chances_;  // by the whole state below the node: bits that are no parents do not count
};

}  // namespace rederive
