#include "reference/models/gibbs_chains.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>

#include "tests/catch.h"
#include "tests/reference/models/machines.h"

using namespace rederive;
using oracle::State;

namespace {

// Pearson's statistic of the rows of v against p.
double chi_squared(ConstMatrixView v, const oracle::Distribution& p) {
  std::vector<double> counts(p.size(), 0.0);
  for (Index n = 0; n < v.rows; ++n) ++counts[oracle::as_state({v.row(n), static_cast<std::size_t>(v.cols)})];
  double sum = 0;
  for (std::size_t s = 0; s < p.size(); ++s) {
    const double expected = static_cast<double>(v.rows) * p[s];
    REQUIRE(expected > 5);
    sum += (counts[s] - expected) * (counts[s] - expected) / expected;
  }
  return sum;
}

bool same(ConstMatrixView x, ConstMatrixView y) {
  return x.rows == y.rows && x.cols == y.cols && std::equal(x.data, x.data + x.size(), y.data);
}

}  // namespace

TEST_CASE("the chains reach the machine's own distribution and stay there") {
  // Two looks at 20 000 independent chains, each at its 1 - 10^-6 quantile.
  const Rbm rbm = small_machine(5, 4, 0.7, 31);
  const oracle::Distribution p = oracle::visible_distribution(exact(rbm));
  const double limit = boost::math::quantile(boost::math::complement(boost::math::chi_squared(31), 1e-6));
  GibbsChains chains = GibbsChains::from_coins(20000, 5, Stream(31, "chains"));
  CHECK(chi_squared(chains.samples(), p) > limit);  // coins are not the machine
  chains.step(rbm, 50);
  CHECK(chi_squared(chains.samples(), p) < limit);
  chains.step(rbm, 5);
  CHECK(chi_squared(chains.samples(), p) < limit);
}

TEST_CASE("random starts are fair coins") {
  const GibbsChains chains = GibbsChains::from_coins(20000, 5, Stream(32, "chains"));
  const double limit = boost::math::quantile(boost::math::complement(boost::math::chi_squared(31), 1e-6));
  CHECK(chi_squared(chains.samples(), oracle::Distribution(32, 1.0 / 32)) < limit);
}

TEST_CASE("one step draws h and then v from the stream's own half steps") {
  const Rbm rbm = small_machine(9, 4, 0.7, 33);
  const Matrix start = coins(6, 9, 33);
  const Stream stream = Stream(33, "chains").substream(5);
  GibbsChains chains(start, stream);
  CHECK(same(chains.samples(), start));
  chains.step(rbm);
  Matrix h(6, 4);
  hidden_probabilities(rbm, start, h);
  for (Index i = 0; i < h.size(); ++i) {
    h.data()[i] = bernoulli(h.data()[i], stream.substream(5, 1).word(static_cast<std::uint64_t>(i)));
  }
  Matrix v(6, 9);
  visible_probabilities(rbm, h, v);
  CHECK(same(chains.probabilities(), v));
  for (Index i = 0; i < v.size(); ++i) {
    v.data()[i] = bernoulli(v.data()[i], stream.substream(5, 2).word(static_cast<std::uint64_t>(i)));
  }
  CHECK(same(chains.samples(), v));
}

TEST_CASE("steps add up, and no two use the same words") {
  const Rbm rbm = small_machine(9, 4, 0.7, 34);
  const Stream stream(34, "chains");
  GibbsChains once = GibbsChains::from_coins(6, 9, stream);
  GibbsChains twice = once;
  once.step(rbm, 5);
  twice.step(rbm, 2);
  CHECK_FALSE(same(once.samples(), twice.samples()));
  twice.step(rbm, 3);
  CHECK(same(once.samples(), twice.samples()));
  CHECK(same(once.probabilities(), twice.probabilities()));
}

TEST_CASE("chains refuse what does not fit") {
  const Stream stream(35, "chains");
  CHECK_THROWS_AS(GibbsChains::from_coins(0, 9, stream), UsageError);
  GibbsChains chains = GibbsChains::from_coins(6, 9, stream);
  CHECK_THROWS_WITH(chains.step(Rbm(8, 3)), ContainsSubstring("6 x 9") && ContainsSubstring("8 visible"));
}
