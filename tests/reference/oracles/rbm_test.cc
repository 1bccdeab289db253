// The oracle's shortcuts against its own definitions. Sums of a few thousand terms of order one in double: 1e-12
// is a hundred times what rounding can do, and far below any fault.
#include "reference/oracles/rbm.h"

#include <cmath>

#include "reference/core/elementary.h"
#include "tests/catch.h"
#include "tests/reference/oracles/small_rbm.h"

using namespace rederive;
using oracle::State;

namespace {

constexpr double kRounding = 1e-12;

bool near(double x, double y) { return std::fabs(x - y) <= kRounding * (1 + std::fabs(y)); }

// The distribution of independent units with the means of p.
oracle::Distribution product_of_means(const oracle::Distribution& p, Index units) {
  const std::vector<double> means = oracle::unit_means(p, units);
  oracle::Distribution product;
  for (State s = 0; s < p.size(); ++s) {
    double value = 1;
    for (Index i = 0; i < units; ++i) {
      const double mean = means[static_cast<std::size_t>(i)];
      value *= oracle::on(s, i) ? mean : 1 - mean;
    }
    product.push_back(value);
  }
  return product;
}

double largest_difference(const oracle::Distribution& p, const oracle::Distribution& q) {
  double worst = 0;
  for (std::size_t s = 0; s < p.size(); ++s) worst = std::max(worst, std::fabs(p[s] - q[s]));
  return worst;
}

}  // namespace

TEST_CASE("log Z is the same by both enumerations") {
  for (const auto& [visible, hidden] : {std::pair<Index, Index>{1, 1}, {3, 7}, {7, 3}, {5, 5}, {10, 4}, {4, 10}}) {
    for (const double sd : {0.0, 0.5, 3.0}) {
      const oracle::Rbm rbm = small_rbm(visible, hidden, sd, 1);
      CHECK(near(oracle::log_partition(rbm), oracle::log_partition_by_definition(rbm)));
    }
  }
}

TEST_CASE("log Z of independent units is a sum of softplus, even where Z itself overflows") {
  oracle::Rbm rbm = small_rbm(6, 5, 0, 2);
  rbm.visible_bias[0] = 800;
  rbm.hidden_bias[1] = -900;
  double truth = 0;
  for (const double b : rbm.visible_bias) truth += softplus_exact_bits(b);
  for (const double a : rbm.hidden_bias) truth += softplus_exact_bits(a);
  CHECK(near(oracle::log_partition(rbm), truth));
  CHECK(near(oracle::log_partition_by_definition(rbm), truth));
}

TEST_CASE("the free energy is minus the log-sum over h") {
  const oracle::Rbm rbm = small_rbm(6, 5, 1, 3);
  for (State v = 0; v < 64; ++v) {
    CHECK(near(oracle::free_energy(rbm, oracle::as_numbers(v, 6)), oracle::free_energy_by_definition(rbm, v)));
  }
}

TEST_CASE("the conditionals of a layer factorise into sigmoids") {
  const oracle::Rbm rbm = small_rbm(6, 5, 1, 4);
  for (State v = 0; v < 64; ++v) {
    const oracle::Distribution p = oracle::hidden_given(rbm, v);
    CHECK(largest_difference(p, product_of_means(p, 5)) < kRounding);
    for (Index j = 0; j < 5; ++j) {
      double input = rbm.hidden_bias[static_cast<std::size_t>(j)];
      for (Index i = 0; i < 6; ++i) input += oracle::on(v, i) * rbm.weight(i, j);
      CHECK(near(oracle::unit_means(p, 5)[static_cast<std::size_t>(j)], sigmoid_exact_bits(input)));
    }
  }
  for (State h = 0; h < 32; ++h) {
    const oracle::Distribution p = oracle::visible_given(rbm, h);
    CHECK(largest_difference(p, product_of_means(p, 6)) < kRounding);
  }
  // The check could fail: the visible units are not independent unless h is given.
  const oracle::Distribution p = oracle::visible_distribution(rbm);
  CHECK(largest_difference(p, product_of_means(p, 6)) > 1e-3);
}

TEST_CASE("p(v) is the joint distribution summed over h") {
  const oracle::Rbm rbm = small_rbm(6, 5, 1, 5);
  const double log_z = oracle::log_partition_by_definition(rbm);
  const oracle::Distribution p = oracle::visible_distribution(rbm);
  double total = 0;
  for (State v = 0; v < 64; ++v) {
    double sum = 0;
    for (State h = 0; h < 32; ++h) sum += exp_exact_bits(-oracle::energy(rbm, v, h) - log_z);
    CHECK(near(p[v], sum));
    total += p[v];
  }
  CHECK(near(total, 1));
}

TEST_CASE("the mean log-likelihood is the mean of log p over the rows") {
  const oracle::Rbm rbm = small_rbm(6, 5, 1, 6);
  const Matrix data = coins(9, 6, 6);
  const oracle::Distribution p = oracle::visible_distribution(rbm);
  double sum = 0;
  for (Index n = 0; n < 9; ++n) sum += log_exact_bits(p[oracle::as_state({data.row(n), 6})]);
  CHECK(near(oracle::mean_log_likelihood(rbm, data), sum / 9));
}

TEST_CASE("a machine in float keeps its numbers and their places") {
  Matrix weights(2, 3);
  weights(1, 2) = 0.1F;
  const std::vector<float> b = {1, 2};
  const std::vector<float> a = {3, 4, 5};
  const oracle::Rbm rbm = oracle::rbm(weights, b, a);
  CHECK(rbm.weight(1, 2) == static_cast<double>(0.1F));
  CHECK(rbm.weight(0, 2) == 0);
  CHECK(oracle::energy(rbm, 0b10, 0b100) == -(static_cast<double>(0.1F) + 2 + 5));
  CHECK_THROWS_WITH(oracle::rbm(weights, a, b), ContainsSubstring("biases of 3 and 2") && ContainsSubstring("2 x 3"));
}

TEST_CASE("what is too large or not binary is refused before any work") {
  const oracle::Rbm wide = small_rbm(30, 21, 0.1, 7);
  CHECK_THROWS_WITH(oracle::log_partition(wide), ContainsSubstring("21 units") && ContainsSubstring("at most 20"));
  CHECK_THROWS_AS(oracle::log_partition_by_definition(small_rbm(11, 10, 0.1, 7)), UsageError);
  CHECK_THROWS_AS(oracle::visible_distribution(wide), UsageError);
  CHECK_THROWS_AS(oracle::hidden_given(wide, 0), UsageError);
  const oracle::Rbm rbm = small_rbm(3, 2, 0.1, 7);
  Matrix data(2, 3);
  CHECK_THROWS_AS(oracle::mean_log_likelihood(rbm, Matrix(2, 4)), ShapeError);
  CHECK_THROWS_AS(oracle::mean_log_likelihood(rbm, Matrix(0, 3)), UsageError);
  data(1, 1) = 0.5F;
  CHECK_THROWS_WITH(oracle::mean_log_likelihood(rbm, data), ContainsSubstring("row 1 is not binary"));
  CHECK_THROWS_AS(oracle::as_state({data.row(1), 3}), UsageError);
}
