// A Bayes net is a distribution, and sampling is from it where parents come first.
#include "reference/models/bayes_net.h"

#include <cmath>
#include <numeric>

#include "reference/core/error.h"
#include "tests/catch.h"

using namespace rederive;

TEST_CASE("the probabilities of all states sum to one, and conditionals are those of the joint") {
  for (const int nodes : {1, 2, 5, 9}) {
    const BayesNet net(nodes, Stream(1, "net"));
    double total = 0;
    for (std::uint32_t s = 0; s < net.states(); ++s) total += net.probability(s);
    CHECK(total == Approx(1).epsilon(1e-13));
    // The last node has no children: its odds given all others are those given its parents.
    const std::uint32_t last = std::uint32_t{1} << (nodes - 1);
    for (std::uint32_t s = 0; s < last; ++s) {
      const double one = net.probability(s | last);
      CHECK(one / (one + net.probability(s)) == Approx(net.chance(nodes - 1, s)));
      CHECK(net.chance(nodes - 1, s) == net.chance(nodes - 1, s & net.parents(nodes - 1)));
    }
  }
  CHECK_THROWS_AS(BayesNet(17, Stream(1, "net")), UsageError);
}

TEST_CASE("parents are any of the nodes before") {
  int edges = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const BayesNet net(6, Stream(seed, "net"));
    for (int k = 0; k < 6; ++k) {
      CHECK(net.parents(k) < (std::uint32_t{1} << k));
      for (int j = 0; j < k; ++j) edges += static_cast<int>(net.parents(k) >> j & 1);
    }
  }
  CHECK(std::abs(edges - 375) < 70);  // of 750; five standard deviations
}

TEST_CASE("a sample follows its words") {
  const BayesNet net(3, Stream(2, "net"));
  const std::vector<int> order = {0, 1, 2};
  CHECK(net.sample(order, {0, 0, 0}) == 7);  // no chance is below .05
  CHECK(net.sample(order, {0xFFFFFFFFU, 0xFFFFFFFFU, 0xFFFFFFFFU}) == 0);
  const auto word = [](double p) { return static_cast<std::uint32_t>(p * 0x1p32); };
  for (std::uint32_t s = 0; s < 4; ++s) {  // node 2 goes by its chance given the other two
    const std::uint32_t first = (s & 1) != 0 ? 0 : 0xFFFFFFFFU;
    const std::uint32_t second = (s & 2) != 0 ? 0 : 0xFFFFFFFFU;
    CHECK(net.sample(order, {first, second, word(net.chance(2, s) - 1e-6)}) == (s | 4));
    CHECK(net.sample(order, {first, second, word(net.chance(2, s) + 1e-6)}) == s);
  }
}
