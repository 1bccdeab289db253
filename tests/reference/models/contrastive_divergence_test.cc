// One update against a plain double loop over the same random words, and the mean of many against the exact
// expectation.
#include "reference/models/contrastive_divergence.h"

#include <algorithm>
#include <cmath>

#include "reference/core/elementary.h"
#include "reference/oracles/rbm_gradient.h"
#include "tests/catch.h"
#include "tests/reference/models/machines.h"

using namespace rederive;

namespace {

using Rows = std::vector<std::vector<double>>;

Rows hidden_means(const oracle::Rbm& rbm, const Rows& v) {
  Rows means;
  for (const auto& row : v) {
    std::vector<double>& mean = means.emplace_back();
    for (Index j = 0; j < rbm.hidden; ++j) {
      double input = rbm.hidden_bias[static_cast<std::size_t>(j)];
      for (Index i = 0; i < rbm.visible; ++i) input += row[static_cast<std::size_t>(i)] * rbm.weight(i, j);
      mean.push_back(sigmoid_exact_bits(input));
    }
  }
  return means;
}

Rows visible_means(const oracle::Rbm& rbm, const Rows& h) {
  Rows means;
  for (const auto& row : h) {
    std::vector<double>& mean = means.emplace_back();
    for (Index i = 0; i < rbm.visible; ++i) {
      double input = rbm.visible_bias[static_cast<std::size_t>(i)];
      for (Index j = 0; j < rbm.hidden; ++j) input += rbm.weight(i, j) * row[static_cast<std::size_t>(j)];
      mean.push_back(sigmoid_exact_bits(input));
    }
  }
  return means;
}

// A sample turns out otherwise than the model's only where the uniform lies within a rounding of p: once in 10^6.
Rows sampled(const Rows& means, const Stream& stream) {
  Rows samples;
  std::uint64_t word = 0;
  for (const auto& row : means) {
    std::vector<double>& sample = samples.emplace_back();
    for (const double p : row) sample.push_back(static_cast<double>(uniform(stream.word(word++))) < p ? 1 : 0);
  }
  return samples;
}

// sum_n scale v_n h_n' and its kin, added to the machine.
void add(oracle::Rbm& rbm, double scale, const Rows& v, const Rows& h) {
  for (std::size_t n = 0; n < v.size(); ++n) {
    for (std::size_t i = 0; i < v[n].size(); ++i) {
      for (std::size_t j = 0; j < h[n].size(); ++j) rbm.weights[i * h[n].size() + j] += scale * v[n][i] * h[n][j];
      rbm.visible_bias[i] += scale * v[n][i];
    }
    for (std::size_t j = 0; j < h[n].size(); ++j) rbm.hidden_bias[j] += scale * h[n][j];
  }
}

void plain_update(oracle::Rbm& rbm, const Rows& v0, int k, double rate, const Stream& stream) {
  const oracle::Rbm before = rbm;
  const Rows h0 = hidden_means(before, v0);
  std::uint32_t half_step = 0;
  const auto next = [&] { return stream.substream(stream.sub()[0], half_step++); };
  Rows h = sampled(h0, next());
  Rows v;
  for (int step = 1; step <= k; ++step) {
    v = sampled(visible_means(before, h), next());
    if (step < k) h = sampled(hidden_means(before, v), next());
  }
  const double scale = rate / static_cast<double>(v0.size());
  add(rbm, scale, v0, h0);
  add(rbm, -scale, v, hidden_means(before, v));
}

Rows rows_of(ConstMatrixView m) {
  Rows rows;
  for (Index n = 0; n < m.rows; ++n) rows.emplace_back(m.row(n), m.row(n) + m.cols);
  return rows;
}

double largest_difference(const oracle::Rbm& x, const oracle::Rbm& y) {
  double worst = 0;
  const auto compare = [&](const std::vector<double>& a, const std::vector<double>& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::fabs(a[i] - b[i]));
  };
  compare(x.weights, y.weights);
  compare(x.visible_bias, y.visible_bias);
  compare(x.hidden_bias, y.hidden_bias);
  return worst;
}

bool same(const Rbm& x, const Rbm& y) { return largest_difference(exact(x), exact(y)) == 0; }

std::vector<double> components(const oracle::Gradient& g) {
  std::vector<double> all = g.weights;
  all.insert(all.end(), g.visible_bias.begin(), g.visible_bias.end());
  all.insert(all.end(), g.hidden_bias.begin(), g.hidden_bias.end());
  return all;
}

// The largest |z| over the components: mean of independent estimates against `expected`, in standard errors.
double largest_z(const std::vector<std::vector<double>>& estimates, const std::vector<double>& expected) {
  const auto count = static_cast<double>(estimates.size());
  double worst = 0;
  for (std::size_t c = 0; c < expected.size(); ++c) {
    double mean = 0;
    double variance = 0;
    for (const auto& e : estimates) mean += e[c] / count;
    for (const auto& e : estimates) variance += (e[c] - mean) * (e[c] - mean) / (count - 1);
    worst = std::max(worst, std::fabs(mean - expected[c]) / std::sqrt(variance / count));
  }
  return worst;
}

}  // namespace

TEST_CASE("an update is the formula, along the chain that the stream's words give") {
  struct Case {
    Index batch, visible, hidden;
    int k;
  };
  for (const Case& c :
       {Case{1, 1, 1, 1}, Case{3, 7, 5, 1}, Case{10, 70, 13, 1}, Case{7, 65, 17, 2}, Case{4, 33, 66, 5}}) {
    Rbm rbm = small_machine(c.visible, c.hidden, 0.3, 21);
    oracle::Rbm truth = exact(rbm);
    const Matrix v = coins(c.batch, c.visible, 21);
    const Stream stream = Stream(21, "gibbs").substream(4);
    ContrastiveDivergence cd;
    rbm += 0.05 * cd(rbm, v, c.k, stream);
    plain_update(truth, rows_of(v), c.k, 0.05, stream);
    // The step is of order .05, its parts are below 2 ulp(4): 1e-6 is some ten roundings of the parameters.
    CHECK(largest_difference(exact(rbm), truth) < 1e-6);
  }
}

TEST_CASE("a grey batch starts the chain as it is") {
  Rbm rbm = small_machine(9, 4, 0.3, 22);
  oracle::Rbm truth = exact(rbm);
  Matrix v(5, 9);
  for (Index i = 0; i < v.size(); ++i) v.data()[i] = static_cast<float>(i) / 45;
  const Stream stream(22, "gibbs");
  ContrastiveDivergence cd;
  rbm += 0.05 * cd(rbm, v, 1, stream);
  plain_update(truth, rows_of(v), 1, 0.05, stream);
  CHECK(largest_difference(exact(rbm), truth) < 1e-6);
}

TEST_CASE("a workspace carries nothing from call to call, and a batch may be a window") {
  const Rbm start = small_machine(20, 6, 0.3, 23);
  const Matrix wide = coins(10, 25, 23);
  Matrix narrow(4, 20);
  for (Index n = 0; n < 4; ++n) std::copy_n(wide.row(n + 2) + 3, 20, narrow.row(n));
  const Stream stream(23, "gibbs");
  ContrastiveDivergence used;
  static_cast<void>(used(start, coins(10, 20, 5), 3, stream));  // larger, and other numbers
  ContrastiveDivergence fresh;
  Rbm a = start;
  Rbm b = start;
  a += 0.1 * used(a, {wide.row(2) + 3, 4, 20, 25}, 2, stream);
  b += 0.1 * fresh(b, narrow, 2, stream);
  CHECK(same(a, b));
  CHECK_FALSE(same(a, start));
}

TEST_CASE("updates and half steps have words of their own") {
  const Rbm start = small_machine(20, 6, 0.3, 24);
  const Matrix v = coins(10, 20, 24);
  const Stream gibbs(24, "gibbs");
  ContrastiveDivergence cd;
  const auto updated = [&](const Stream& stream) {
    Rbm rbm = start;
    rbm += 0.1 * cd(rbm, v, 1, stream);
    return rbm;
  };
  CHECK(same(updated(gibbs.substream(1)), updated(gibbs.substream(1, 7))));  // the second index is the chain's
  CHECK_FALSE(same(updated(gibbs.substream(1)), updated(gibbs.substream(2))));
}

TEST_CASE("the sampled CD-k estimate has the exact expectation") {
  // 41 components at two k, each |z| < 5.2 with some 400 degrees of freedom: false failure below 3e-5.
  const Rbm rbm = small_machine(6, 5, 1.5, 25);
  const Matrix few = coins(5, 6, 25);
  Matrix data(200, 6);
  for (Index n = 0; n < 200; ++n) std::copy_n(few.row(n % 5), 6, data.row(n));
  const Stream gibbs(25, "gibbs");
  ContrastiveDivergence cd;
  for (const int k : {1, 2}) {
    std::vector<std::vector<double>> estimates;
    for (std::uint32_t update = 0; update < 400; ++update) {
      Rbm gradient(6, 5);
      gradient += 1.0 * cd(rbm, data, k, gibbs.substream(update));
      const oracle::Rbm numbers = exact(gradient);
      estimates.push_back(components({numbers.weights, numbers.visible_bias, numbers.hidden_bias}));
    }
    const oracle::Distribution q = oracle::empirical(data);
    CHECK(largest_z(estimates, components(oracle::expected_cd_gradient(exact(rbm), q, k))) < 5.2);
    // The check could fail: another number of steps, or the exact gradient, is far outside.
    CHECK(largest_z(estimates, components(oracle::expected_cd_gradient(exact(rbm), q, k + 1))) > 10);
    CHECK(largest_z(estimates, components(oracle::likelihood_gradient(exact(rbm), q))) > 10);
  }
}

TEST_CASE("what does not fit is refused with its shape or its value, and nothing has changed") {
  const Rbm rbm = small_machine(6, 5, 1, 26);
  const Stream stream(26, "gibbs");
  ContrastiveDivergence cd;
  CHECK_THROWS_WITH(cd(rbm, Matrix(2, 6), 0, stream), ContainsSubstring("k = 0"));
  CHECK_THROWS_AS(cd(rbm, Matrix(2, 6), -1, stream), UsageError);
  CHECK_THROWS_AS(cd(rbm, Matrix(0, 6), 1, stream), UsageError);
  CHECK_THROWS_WITH(cd(rbm, Matrix(2, 7), 1, stream), ContainsSubstring("2 x 7") && ContainsSubstring("6 visible"));
  const CdGradient gradient = cd(rbm, Matrix(2, 6), 1, stream);
  Rbm wider(7, 5);
  CHECK_THROWS_AS(wider += 0.1 * gradient, ShapeError);
  CHECK(same(wider, Rbm(7, 5)));
}
