// One gradient against its parts, and the mean along many chains against the machine's own distribution.
#include "reference/models/persistent_divergence.h"

#include <algorithm>
#include <cmath>

#include "reference/oracles/rbm_gradient.h"
#include "tests/catch.h"
#include "tests/reference/models/machines.h"

using namespace rederive;

namespace {

bool same(ConstMatrixView x, ConstMatrixView y) {
  if (x.rows != y.rows || x.cols != y.cols) return false;
  for (Index n = 0; n < x.rows; ++n) {
    if (!std::equal(x.row(n), x.row(n) + x.cols, y.row(n))) return false;
  }
  return true;
}

Matrix negated(Matrix m) {
  std::transform(m.data(), m.data() + m.size(), m.data(), [](float x) { return -x; });
  return m;
}

Matrix hidden_of(const Rbm& rbm, ConstMatrixView v) {
  Matrix h(v.rows, rbm.hidden());
  hidden_probabilities(rbm, v, h);
  return h;
}

}  // namespace

TEST_CASE("the chains go on from gradient to gradient, on the machine as it is") {
  const Rbm first = small_machine(9, 4, 0.7, 51);
  const Rbm second = small_machine(9, 4, 0.7, 52);
  const Matrix start = coins(6, 9, 51);
  const Matrix batch = coins(6, 9, 52);
  const Stream stream(51, "chains");
  PersistentDivergence pcd(start, stream);
  GibbsChains chains(start, stream);
  int number = 0;
  for (const Rbm* rbm : {&first, &second, &first}) {
    const int k = ++number;
    const CdGradient gradient = pcd(*rbm, batch, k);
    chains.step(*rbm, k);
    CHECK(same(gradient.visible.row_range(0, 6), batch));
    CHECK(same(gradient.visible.row_range(6, 6), chains.samples()));
    CHECK(same(gradient.hidden.row_range(0, 6), hidden_of(*rbm, batch)));
    CHECK(same(gradient.hidden.row_range(6, 6), negated(hidden_of(*rbm, chains.samples()))));
  }
  CHECK_FALSE(same(pcd.chains(), start));
}

TEST_CASE("a short batch is set against as many chains, and all move") {
  const Rbm rbm = small_machine(9, 4, 0.7, 53);
  const Matrix start = coins(6, 9, 53);
  PersistentDivergence pcd(start, Stream(53, "chains"));
  PersistentDivergence whole = pcd;
  const CdGradient gradient = pcd(rbm, start.view().row_range(4, 2), 3);
  static_cast<void>(whole(rbm, start, 3));
  REQUIRE(gradient.visible.rows == 4);
  CHECK(same(gradient.visible.row_range(0, 2), start.view().row_range(4, 2)));
  CHECK(same(gradient.visible.row_range(2, 2), whole.chains().row_range(0, 2)));
  CHECK(same(pcd.chains(), whole.chains()));
}

TEST_CASE("at a machine that stands still the mean gradient is the likelihood's, whatever k") {
  // 41 components at 200 gradients of 200 chains, ten steps apart, after 100: |z| < 5.2 for 41 components is false with
  // probability below 3e-5 for independent gradients; ten steps of this machine leave no correlation to speak of.
  const Rbm rbm = small_machine(6, 5, 0.7, 54);
  const Matrix few = coins(5, 6, 54);
  Matrix data(200, 6);
  for (Index n = 0; n < 200; ++n) std::copy_n(few.row(n % 5), 6, data.row(n));
  PersistentDivergence pcd(data, Stream(54, "chains"));
  static_cast<void>(pcd(rbm, data, 100));
  const oracle::Gradient exact_one = oracle::likelihood_gradient(exact(rbm), oracle::empirical(data));
  const oracle::Gradient cd_one = oracle::expected_cd_gradient(exact(rbm), oracle::empirical(data), 1);
  std::vector<std::vector<double>> estimates;
  for (int n = 0; n < 200; ++n) {
    Rbm gradient(6, 5);
    gradient += 1.0 * pcd(rbm, data, 10);
    const oracle::Rbm numbers = exact(gradient);
    std::vector<double>& all = estimates.emplace_back(numbers.weights);
    all.insert(all.end(), numbers.visible_bias.begin(), numbers.visible_bias.end());
    all.insert(all.end(), numbers.hidden_bias.begin(), numbers.hidden_bias.end());
  }
  const auto largest_z = [&](const oracle::Gradient& expected) {
    std::vector<double> truth = expected.weights;
    truth.insert(truth.end(), expected.visible_bias.begin(), expected.visible_bias.end());
    truth.insert(truth.end(), expected.hidden_bias.begin(), expected.hidden_bias.end());
    double worst = 0;
    for (std::size_t c = 0; c < truth.size(); ++c) {
      double mean = 0;
      double variance = 0;
      for (const auto& e : estimates) mean += e[c] / 200;
      for (const auto& e : estimates) variance += (e[c] - mean) * (e[c] - mean) / 199;
      worst = std::max(worst, std::fabs(mean - truth[c]) / std::sqrt(variance / 200));
    }
    return worst;
  };
  CHECK(largest_z(exact_one) < 5.2);
  CHECK(largest_z(cd_one) > 10);  // the check could fail
}

TEST_CASE("persistent chains refuse what does not fit") {
  const Rbm rbm = small_machine(6, 5, 1, 55);
  const Stream stream(55, "chains");
  CHECK_THROWS_AS(PersistentDivergence(Matrix(0, 6), stream), UsageError);
  PersistentDivergence pcd(Matrix(3, 6), stream);
  CHECK_THROWS_WITH(pcd(rbm, Matrix(2, 6), 0), ContainsSubstring("k = 0"));
  CHECK_THROWS_AS(pcd(rbm, Matrix(0, 6), 1), UsageError);
  CHECK_THROWS_WITH(pcd(rbm, Matrix(4, 6), 1), ContainsSubstring("4 x 6") && ContainsSubstring("3 x 6"));
  CHECK_THROWS_AS(pcd(rbm, Matrix(2, 7), 1), ShapeError);
  CHECK_THROWS_AS(pcd(Rbm(7, 5), Matrix(2, 6), 1), ShapeError);
}
