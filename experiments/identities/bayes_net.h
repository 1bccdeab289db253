// Random Bayes nets of binary variables, their factors and their distribution as tables over all states.
#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "experiments/checking/enumeration.h"
#include "experiments/checking/trial.h"

namespace rederive::checking {

/// Which numbers the nodes may have: parents before children; the last node without children, the others anyhow;
/// anyhow; parents before children but for a directed cycle through the first and the last.
enum class Numbering { topological, last_childless, any, cyclic };

/// Variables are numbered from 0.
class BayesNet {
 public:
  BayesNet(const Trial& in, Numbering numbering)
      : nodes_(in.size("K", 3, 10)), parents_(static_cast<std::size_t>(nodes_)), order_(parents_.size()) {
    std::iota(order_.begin(), order_.end(), 0);
    Draws draws = in.draws("graph");
    const int free = numbering == Numbering::any ? nodes_ : numbering == Numbering::last_childless ? nodes_ - 1 : 0;
    for (int k = free - 1; k > 0; --k) {
      std::swap(order_[static_cast<std::size_t>(k)], order_[draws.below(static_cast<std::uint32_t>(k + 1))]);
    }
    for (std::size_t k = 0; k < order_.size(); ++k) {
      for (std::size_t earlier = 0; earlier < k; ++earlier) {
        if (draws.uniform() < 0.5F) parents_of(order_[k]) |= only(order_[earlier]);
      }
    }
    if (numbering == Numbering::cyclic) {
      parents_of(last()) |= only(0);
      parents_of(0) |= only(last());
    }
    for (int k = 0; k < nodes_; ++k) {
      const Matrix64 given = in.uniform("p" + std::to_string(k), 1 << nodes_, 1, 0.05, 0.95);
      chance_.push_back(table(nodes_, [&](State s) { return given[static_cast<int>(s & parents(k))]; }));
    }
  }

  int nodes() const { return nodes_; }
  int last() const { return nodes_ - 1; }
  Units parents(int k) const { return parents_[static_cast<std::size_t>(k)]; }
  /// p(x_k | pa_k)
  Matrix64 factor(int k) const {
    const Matrix64& one = chance_[static_cast<std::size_t>(k)];
    return table(nodes_, [&](State s) { return on(s, k) ? one[static_cast<int>(s)] : 1 - one[static_cast<int>(s)]; });
  }
  /// prod_{k < count} p(x_k | pa_k)
  Matrix64 product(int count) const {
    Matrix64 result = table(nodes_, [](State) { return 1.0; });
    for (int k = 0; k < count; ++k) result = hadamard(result, factor(k));
    return result;
  }
  Matrix64 product() const { return product(nodes_); }

  /// p(x) as ancestral sampling has it.
  Matrix64 sampled() const {
    Matrix64 mass(1 << nodes_, 1);
    mass[0] = 1;  // of the states of what is drawn already, the rest 0
    Units drawn = 0;
    for (const int k : order_) {
      for (State s = 0; s <= first(nodes_); ++s) {
        if ((s & ~drawn) != 0) continue;
        double& off = mass[static_cast<int>(s)];
        double& one = mass[static_cast<int>(s | only(k))];
        one = off * chance_[static_cast<std::size_t>(k)][static_cast<int>(s)];
        off -= one;
      }
      drawn |= only(k);
    }
    return mass;
  }

 private:
  Units& parents_of(int k) { return parents_[static_cast<std::size_t>(k)]; }

  int nodes_;
  std::vector<Units> parents_;
  std::vector<int> order_;        // parents first
  std::vector<Matrix64> chance_;  // of x_k = 1
};

}  // namespace rederive::checking
