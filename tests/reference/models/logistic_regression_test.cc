// Logistic regression: its gradient, and what is true at its minimum.
#include "reference/models/logistic_regression.h"

#include <cmath>

#include <Eigen/Dense>

#include "reference/models/logistic_newton.h"
#include "reference/oracles/differences.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

struct Examples {
  Matrix x;
  std::vector<double> y;
};

// Two clouds that overlap; 11 columns are a whole set of lanes and a tail.
Examples two_clouds(Index n = 60, Index m = 11) {
  Draws draws(Stream(5, "clouds"));
  Examples e{Matrix(n, m), {}};
  for (Index i = 0; i < n; ++i) {
    e.y.push_back(i % 3 == 0 ? 1 : 0);
    for (Index j = 0; j < m; ++j) {
      e.x(i, j) = static_cast<float>(draws.normal() + 0.4 * e.y.back() * static_cast<double>(j % 3));
    }
  }
  return e;
}

LogisticRegression model_of(std::span<const double> p) { return {{p.begin(), p.end() - 1}, p.back()}; }
std::vector<double> parameters_of(const LogisticRegression& model) {
  std::vector<double> p = model.weights;
  p.push_back(model.bias);
  return p;
}

// The objective as it is written down.
double by_definition(std::span<const double> p, const Examples& e, double ridge) {
  double total = 0;
  for (Index i = 0; i < e.x.rows(); ++i) {
    double h = p.back();
    for (Index j = 0; j < e.x.cols(); ++j) h += p[j] * static_cast<double>(e.x(i, j));
    const double q = 1 / (1 + std::exp(-h));
    total -= (e.y[i] > 0 ? std::log(q) : std::log(1 - q)) / static_cast<double>(e.x.rows());
  }
  for (std::size_t j = 0; j + 1 < p.size(); ++j) total += ridge * p[j] * p[j];
  return total;
}

// Newton's method with the whole Hessian and a factorisation of it.
std::vector<double> minimum_by_cholesky(const Examples& e, double ridge) {
  const Index m = e.x.cols();
  Eigen::VectorXd p = Eigen::VectorXd::Zero(m + 1);
  for (int step = 0; step < 30; ++step) {
    Eigen::VectorXd g = Eigen::VectorXd::Zero(m + 1);
    Eigen::MatrixXd H = Eigen::MatrixXd::Zero(m + 1, m + 1);
    for (Index i = 0; i < e.x.rows(); ++i) {
      Eigen::VectorXd x = Eigen::VectorXd::Ones(m + 1);
      for (Index j = 0; j < m; ++j) x[j] = static_cast<double>(e.x(i, j));
      const double q = 1 / (1 + std::exp(-p.dot(x)));
      g += (q - e.y[i]) * x / static_cast<double>(e.x.rows());
      H += q * (1 - q) * x * x.transpose() / static_cast<double>(e.x.rows());
    }
    for (Index j = 0; j < m; ++j) {
      g[j] += 2 * ridge * p[j];
      H(j, j) += 2 * ridge;
    }
    p -= H.llt().solve(g);
  }
  return {p.data(), p.data() + p.size()};
}

}  // namespace

TEST_CASE("logistic regression: the objective is its definition, and the gradient its slopes") {
  const Examples e = two_clouds();
  const double ridge = 0.3;
  const std::vector<double> at = parameters_of(LogisticRegression::glorot(11, Stream(1, "start")));
  const oracle::Function f = [&](std::span<const double> p) { return by_definition(p, e, ridge); };
  std::vector<double> gradient;
  CHECK(objective(model_of(at), e.x, e.y, ridge, gradient) == Approx(f(at)).epsilon(1e-13));
  CHECK(oracle::wrong_slopes(f, at, gradient, 1e-9).empty());
  CHECK(score(model_of(at), e.x, e.y).loss == Approx(by_definition(at, e, 0)).epsilon(1e-13));
}

TEST_CASE("logistic regression: the accuracy counts the right sides of the plane") {
  Matrix x(4, 1);
  for (Index i = 0; i < 4; ++i) x(i, 0) = static_cast<float>(i);
  const LogisticRegression model{{1.0}, -1.0};  // h = -1, 0, 1, 2
  CHECK(score(model, x, std::vector<double>{0, 0, 1, 1}).accuracy == 1);
  CHECK(score(model, x, std::vector<double>{0, 1, 1, 1}).accuracy == 0.75);
  CHECK(score(model, x, std::vector<double>{1, 1, 0, 0}).accuracy == 0);
}

TEST_CASE("Newton's method ends where the gradient is 0, from anywhere, and a factorisation finds the same place") {
  const Examples e = two_clouds();
  for (const double ridge : {1e-4, 0.01, 1.0}) {
    const std::vector<double> other = minimum_by_cholesky(e, ridge);
    for (const double far : {1.0, 20.0}) {
      LogisticRegression model = LogisticRegression::glorot(11, Stream(1, "start"));
      for (double& w : model.weights) w *= far;
      int steps = 0;
      minimise(model, e.x, e.y, {.ridge = ridge}, [&](int step) { steps = step; });
      INFO("ridge " << ridge << ", start times " << far << ", steps " << steps);
      CHECK(steps < 30);
      std::vector<double> gradient;
      objective(model, e.x, e.y, ridge, gradient);
      for (const double g : gradient) CHECK(std::fabs(g) <= 1e-9);
      const std::vector<double> found = parameters_of(model);
      // The curvature is at least 2 ridge: a gradient of 1e-9 leaves sqrt(12) 1e-9 / (2 ridge) at most.
      for (std::size_t j = 0; j < found.size(); ++j) CHECK(std::fabs(found[j] - other[j]) <= 2e-9 / ridge);
    }
  }
}

TEST_CASE("Newton's method brings two classes apart that a plane divides") {
  Examples e = two_clouds();
  for (Index i = 0; i < e.x.rows(); ++i) e.x(i, 0) = static_cast<float>(10 * e.y[i] - 5);
  LogisticRegression model{std::vector<double>(11, 0.0), 0.0};
  minimise(model, e.x, e.y, {.ridge = 1e-6});
  CHECK(score(model, e.x, e.y).accuracy == 1);
}

TEST_CASE("logistic regression wants examples that fit, and Newton's method a ridge") {
  Examples e = two_clouds(6);
  LogisticRegression model{std::vector<double>(11, 0.0), 0.0};
  std::vector<double> gradient;
  CHECK_THROWS_AS(score(model, Matrix(0, 11), {}), UsageError);
  CHECK_THROWS_AS(score(model, Matrix(6, 10), e.y), ShapeError);
  CHECK_THROWS_AS(objective(model, e.x, std::span(e.y).first(5), 0, gradient), ShapeError);
  CHECK_THROWS_AS(minimise(model, e.x, e.y, {.ridge = 0}), UsageError);
  CHECK_THROWS_AS(minimise(model, e.x, e.y, {.ridge = 1e-4, .steps = 1}), Error);
}
