// The exact gradient against finite differences of the exact likelihood, and contrastive divergence's road to it.
#include "reference/oracles/rbm_gradient.h"

#include <cmath>

#include "reference/oracles/differences.h"
#include "tests/catch.h"
#include "tests/reference/oracles/small_rbm.h"

using namespace rederive;
using oracle::State;

namespace {

// What is wrong with the gradient by some of a machine's parameters; they are left as they were.
std::string wrong(oracle::Rbm& rbm, std::vector<double>& parameters, const std::vector<double>& gradient,
                  const Matrix& data) {
  const std::vector<double> kept = parameters;
  const std::string fault = oracle::wrong_slopes(
      [&](std::span<const double> at) {
        parameters.assign(at.begin(), at.end());
        return oracle::mean_log_likelihood(rbm, data);
      },
      kept, gradient, 1e-8);
  parameters = kept;
  return fault;
}

}  // namespace

TEST_CASE("the exact gradient is the derivative of the exact log-likelihood") {
  for (const auto& [visible, hidden] : {std::pair<Index, Index>{1, 1}, {4, 3}, {6, 5}, {3, 7}}) {
    oracle::Rbm rbm = small_rbm(visible, hidden, 1, 11);
    const Matrix data = coins(7, visible, 11);
    const oracle::Gradient gradient = oracle::likelihood_gradient(rbm, oracle::empirical(data));
    CHECK(wrong(rbm, rbm.weights, gradient.weights, data) == "");
    CHECK(wrong(rbm, rbm.visible_bias, gradient.visible_bias, data) == "");
    CHECK(wrong(rbm, rbm.hidden_bias, gradient.hidden_bias, data) == "");
    CHECK(oracle::norm(gradient) > 0.01);
  }
}

TEST_CASE("a machine that fits its data perfectly has no gradient") {
  const oracle::Rbm rbm = small_rbm(5, 4, 1, 12);
  const oracle::Distribution p = oracle::visible_distribution(rbm);
  CHECK(oracle::norm(oracle::likelihood_gradient(rbm, p)) == 0);
  CHECK(oracle::norm(oracle::expected_cd_gradient(rbm, p, 3)) < 1e-13);
}

TEST_CASE("a Gibbs step is the sum over all hidden states") {
  const oracle::Rbm rbm = small_rbm(5, 4, 1, 13);
  const oracle::Distribution q = oracle::empirical(coins(6, 5, 13));
  oracle::Distribution truth(32, 0.0);
  for (State v = 0; v < 32; ++v) {
    const oracle::Distribution h_given_v = oracle::hidden_given(rbm, v);
    for (State h = 0; h < 16; ++h) {
      const oracle::Distribution v_given_h = oracle::visible_given(rbm, h);
      for (State u = 0; u < 32; ++u) truth[u] += q[v] * h_given_v[h] * v_given_h[u];
    }
  }
  const oracle::Distribution stepped = oracle::gibbs(rbm, q, 1);
  for (State v = 0; v < 32; ++v) CHECK(std::fabs(stepped[v] - truth[v]) < 1e-14);
  CHECK(oracle::gibbs(rbm, q, 0) == q);
  CHECK(oracle::gibbs(rbm, oracle::gibbs(rbm, q, 2), 3) == oracle::gibbs(rbm, q, 5));
}

TEST_CASE("the machine's own distribution is stationary") {
  const oracle::Rbm rbm = small_rbm(6, 5, 1, 14);
  const oracle::Distribution p = oracle::visible_distribution(rbm);
  const oracle::Distribution stepped = oracle::gibbs(rbm, p, 1);
  for (State v = 0; v < 64; ++v) CHECK(std::fabs(stepped[v] - p[v]) < 1e-14);
}

TEST_CASE("the expected CD-k gradient approaches the exact one as k grows") {
  for (const std::uint64_t seed : {15, 16, 17}) {
    const oracle::Rbm rbm = small_rbm(8, 6, 0.7, seed);
    const oracle::Distribution q = oracle::empirical(coins(5, 8, seed));
    const oracle::Gradient exact = oracle::likelihood_gradient(rbm, q);
    double last = oracle::norm(exact);
    for (const int k : {1, 2, 5, 10, 50, 200}) {
      const double bias = oracle::norm(oracle::expected_cd_gradient(rbm, q, k) - exact);
      if (k == 1) CHECK(bias > 1e-3);  // CD-1 is biased
      if (bias > 1e-13) CHECK(bias < last);
      last = bias;
    }
    CHECK(last < 1e-6);
  }
}

TEST_CASE("an empirical distribution counts rows") {
  Matrix data(4, 3);
  data(0, 0) = data(2, 0) = 1;
  data(3, 2) = 1;
  const oracle::Distribution q = oracle::empirical(data);
  CHECK(q == oracle::Distribution{0.25, 0.5, 0, 0, 0.25, 0, 0, 0});
}

TEST_CASE("what does not fit is refused with its size") {
  const oracle::Rbm rbm = small_rbm(5, 4, 1, 18);
  CHECK_THROWS_WITH(oracle::expected_cd_gradient(rbm, oracle::Distribution(32), 0), ContainsSubstring("k = 0"));
  CHECK_THROWS_AS(oracle::expected_cd_gradient(rbm, oracle::Distribution(32), -1), UsageError);
  CHECK_THROWS_WITH(oracle::gibbs(rbm, oracle::Distribution(16), 1),
                    ContainsSubstring("16 states") && ContainsSubstring("5 visible"));
  const oracle::Rbm large = small_rbm(16, 11, 0.1, 18);
  CHECK_THROWS_WITH(oracle::gibbs(large, oracle::Distribution(65536), 1), ContainsSubstring("27 units"));
  CHECK_THROWS_AS(oracle::empirical(Matrix(0, 3)), UsageError);
}
