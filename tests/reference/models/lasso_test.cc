#include "reference/models/lasso.h"

#include <cmath>

#include "reference/core/random.h"
#include "reference/kernels/gemm.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix normals(Index rows, Index cols, std::uint64_t seed) {
  Matrix m(rows, cols);
  Draws draws(Stream(seed, "normals"));
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(draws.normal());
  return m;
}

std::span<const float> row(const Matrix& m, Index n) { return {m.row(n), static_cast<std::size_t>(m.cols())}; }

std::vector<double> doubles(ConstMatrixView m, Index n) { return {m.row(n), m.row(n) + m.cols}; }

double squares(const std::vector<double>& b) {
  double sum = 0;
  for (const double b_j : b) sum += b_j * b_j;
  return sum;
}

// Atoms that lean on each other, more of them than inputs, and two rows to code.
struct Problem {
  Matrix dictionary = normals(40, 30, 1);
  Matrix y = normals(2, 30, 2);
  double lambda = 0;

  Problem() {
    for (Index j = 1; j < dictionary.rows(); ++j) {
      for (Index i = 0; i < dictionary.cols(); ++i) dictionary(j, i) += 0.9F * dictionary(j - 1, i);
    }
    lambda = 0.1 * largest_lambda(dictionary, row(y, 0));
  }
};

}  // namespace

TEST_CASE("half a Gram matrix is the whole of it, bit by bit") {
  const Matrix d = normals(300, 17, 3);  // more than two blocks of rows
  const Matrix gram = gram_matrix(d);
  Matrix product(300, 300);
  gemm(1, d, Op::none, d, Op::transpose, 0, product);
  for (Index i = 0; i < gram.size(); ++i) REQUIRE(gram.data()[i] == product.data()[i]);
}

TEST_CASE("the largest eigenvalue of a known spectrum, from below") {
  // H diag(9, 4, 1) H with the reflection H = I - 2 u u', u = (1, 2, 2) / 3.
  const double u[3] = {1.0 / 3, 2.0 / 3, 2.0 / 3};
  const double spectrum[3] = {9, 4, 1};
  Matrix m(3, 3);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      double sum = 0;
      for (int k = 0; k < 3; ++k) sum += ((i == k) - 2 * u[i] * u[k]) * spectrum[k] * ((j == k) - 2 * u[j] * u[k]);
      m(i, j) = static_cast<float>(sum);
    }
  }
  const double found = largest_eigenvalue(m, 1e-9, 1000);
  CHECK(found == Approx(9).epsilon(1e-6));
  CHECK(largest_eigenvalue(m, 1e-9, 1) < found);
  CHECK(largest_eigenvalue(Matrix(4, 4), 1e-9, 1000) == 0);
  CHECK_THROWS_AS(largest_eigenvalue(Matrix(4, 3), 1e-9, 1000), ShapeError);
}

TEST_CASE("a lasso of orthogonal atoms is soft thresholding") {
  Matrix d(3, 3);
  d(0, 0) = 2, d(1, 1) = 1, d(2, 2) = 1;
  Matrix y(1, 3);
  y(0, 0) = 3, y(0, 1) = -2, y(0, 2) = 0.5F;
  const LassoOptimum optimum = lasso_optimum(d, row(y, 0), 1);
  // b = S_1(d'y) / |d|^2
  CHECK(optimum.b[0] == Approx(1.25));
  CHECK(optimum.b[1] == Approx(-1));
  CHECK(optimum.b[2] == 0);
  CHECK(optimum.objective == Approx(0.5 * (0.25 + 1 + 0.25) + 2.25));
  CHECK(optimum.gap <= 1e-11);
  CHECK(largest_lambda(d, row(y, 0)) == 6);
  for (const Products products : {Products::gram, Products::two}) {
    const Matrix codes = sparse_codes(LeastSquares(d, products), y, {.lambda = 1}, 300);
    for (Index j = 0; j < 3; ++j) CHECK(codes(0, j) == Approx(optimum.b[static_cast<std::size_t>(j)]).margin(1e-5));
  }
}

TEST_CASE("coordinate descent ends where no subgradient is left, and its dual says so") {
  const Problem p;
  const LassoOptimum optimum = lasso_optimum(p.dictionary, row(p.y, 0), p.lambda);
  std::vector<double> slope = least_squares_gradient(p.dictionary, row(p.y, 0), optimum.b);
  for (double& v : slope) v = -v;
  CHECK(subgradient_distance(slope, optimum.b, p.lambda) < 1e-5 * p.lambda);
  CHECK(optimum.objective == Approx(lasso_objective(p.dictionary, row(p.y, 0), optimum.b, p.lambda)).epsilon(1e-13));
  CHECK(optimum.gap == Approx(duality_gap(p.dictionary, row(p.y, 0), optimum.b, p.lambda)).margin(1e-10));
  // Beside the optimum the gap is no less than what is lost.
  std::vector<double> beside = optimum.b;
  beside[3] += 0.1;
  const double lost = lasso_objective(p.dictionary, row(p.y, 0), beside, p.lambda) - optimum.objective;
  CHECK(lost > 0);
  CHECK(duality_gap(p.dictionary, row(p.y, 0), beside, p.lambda) >= lost);
  // At the largest lambda all is zero, a little below it is not.
  const double largest = largest_lambda(p.dictionary, row(p.y, 0));
  CHECK(squares(lasso_optimum(p.dictionary, row(p.y, 0), largest).b) == 0);
  CHECK(squares(lasso_optimum(p.dictionary, row(p.y, 0), 0.99 * largest).b) > 0);
}

TEST_CASE("the gradient is the slope of the objective") {
  const Problem p;
  std::vector<double> b(40);
  for (std::size_t j = 0; j < b.size(); ++j) b[j] = 0.01 * static_cast<double>(j) - 0.2;
  const std::vector<double> gradient = least_squares_gradient(p.dictionary, row(p.y, 1), b);
  for (const std::size_t j : {0U, 7U, 39U}) {
    std::vector<double> up = b;
    std::vector<double> down = b;
    up[j] += 1e-4, down[j] -= 1e-4;
    const double slope =
        (lasso_objective(p.dictionary, row(p.y, 1), up, 0) - lasso_objective(p.dictionary, row(p.y, 1), down, 0)) /
        2e-4;
    CHECK(gradient[j] == Approx(slope).epsilon(1e-7));
  }
}

TEST_CASE("the distance from the subgradients, by hand") {
  const std::vector<double> b{2, -1, 0, 0};
  CHECK(subgradient_distance(std::vector<double>{3, -3, 3, -2}, b, 3) == 0);
  CHECK(subgradient_distance(std::vector<double>{3, 3, 3, -2}, b, 3) == 6);
  CHECK(subgradient_distance(std::vector<double>{3, -3, 3.5, -2}, b, 3) == 0.5);
  CHECK_THROWS_AS(subgradient_distance(b, std::vector<double>(3), 1), ShapeError);
}

TEST_CASE("ISTA and FISTA keep their bounds and come to the optimum of coordinate descent") {
  const Problem p;
  for (const Products products : {Products::gram, Products::two}) {
    const LeastSquares problem(p.dictionary, products);
    ProximalGradient ista(problem, p.y, {.lambda = p.lambda, .accelerated = false});
    ProximalGradient fista(problem, p.y, {.lambda = p.lambda});
    ProximalGradient restarted(problem, p.y, {.lambda = p.lambda, .restart = true});
    std::vector<LassoOptimum> optimum;
    for (Index n = 0; n < 2; ++n) optimum.push_back(lasso_optimum(p.dictionary, row(p.y, n), p.lambda));
    const auto gap = [&](const ProximalGradient& run, Index n) {
      return lasso_objective(p.dictionary, row(p.y, n), doubles(run.codes(), n), p.lambda) -
             optimum[static_cast<std::size_t>(n)].objective;
    };
    for (int k = 1; k <= 2000; ++k) {
      const double ista_before = gap(ista, 0);
      for (ProximalGradient* run : {&ista, &fista, &restarted}) run->step();
      for (Index n = 0; n < 2; ++n) {
        const double slope = problem.curvature() * squares(optimum[static_cast<std::size_t>(n)].b);
        REQUIRE(gap(ista, n) <= slope / (2.0 * k));
        REQUIRE(gap(fista, n) <= 2 * slope / ((k + 1.0) * (k + 1.0)));
      }
      REQUIRE(gap(ista, 0) <= ista_before + 1e-5);
      if (k == 50) CHECK(gap(fista, 0) < 0.2 * gap(ista, 0));
    }
    for (Index n = 0; n < 2; ++n) {
      CHECK(std::abs(gap(fista, n)) < 1e-4);
      CHECK(std::abs(gap(restarted, n)) < 1e-4);
    }
  }
}

TEST_CASE("momentum of FISTA, by hand") {
  // One atom of length 1, no penalty, half a step: b goes to y = 8 by z + (8 - z) / 2.
  Matrix d(1, 1);
  d(0, 0) = 1;
  Matrix y(1, 1);
  y(0, 0) = 8;
  const LeastSquares problem(d, Products::gram, 1);
  ProximalGradient run(problem, y, {.lambda = 0, .step = 0.5});
  run.step();
  CHECK(run.codes()(0, 0) == 4);
  CHECK(run.point()(0, 0) == 4);  // t_0 = 1: none
  run.step();
  CHECK(run.codes()(0, 0) == 6);
  const double t1 = (1 + std::sqrt(5.0)) / 2;
  const double t2 = (1 + std::sqrt(1 + 4 * t1 * t1)) / 2;
  CHECK(run.point()(0, 0) == Approx(6 + (t1 - 1) / t2 * 2));
}

TEST_CASE("a restart forgets the momentum of its own row only") {
  // Row 0 overshoots a minimum, row 1 is still on its way; alone or together they go the same way.
  Matrix d(2, 2);
  d(0, 0) = 1, d(1, 1) = 0.1F;
  Matrix y(2, 2);
  y(0, 0) = 1, y(1, 1) = 1;
  const LeastSquares problem(d);
  const ProximalOptions options{.lambda = 0, .step = 0.3, .restart = true};
  ProximalGradient together(problem, y, options);
  ProximalGradient first(problem, y.view().row_range(0, 1), options);
  ProximalGradient second(problem, y.view().row_range(1, 1), options);
  ProximalGradient never(problem, y, {.lambda = 0, .step = 0.3});
  bool apart = false;
  for (int k = 0; k < 60; ++k) {
    for (ProximalGradient* run : {&together, &first, &second, &never}) run->step();
    CHECK(together.codes()(0, 0) == first.codes()(0, 0));
    CHECK(together.codes()(1, 1) == second.codes()(0, 1));
    apart = apart || together.codes()(0, 0) != never.codes()(0, 0);
  }
  CHECK(apart);
}

TEST_CASE("codes in blocks are the codes of each row") {
  const Matrix d = normals(20, 10, 5);
  const Matrix y = normals(260, 10, 6);
  const LeastSquares problem(d);
  const Matrix all = sparse_codes(problem, y, {.lambda = 1}, 20);
  for (const Index n : {0, 127, 128, 259}) {
    const Matrix one = sparse_codes(problem, y.view().row_range(n, 1), {.lambda = 1}, 20);
    for (Index j = 0; j < 20; ++j) CHECK(all(n, j) == one(0, j));
  }
}

TEST_CASE("ISTA runs away beyond 2 / L and not below") {
  Matrix d(1, 1);
  d(0, 0) = 1;
  Matrix y(1, 1);
  y(0, 0) = 1;
  const LeastSquares problem(d, Products::gram, 1);
  ProximalGradient near(problem, y, {.lambda = 0.1, .step = 1.9, .accelerated = false});
  ProximalGradient beyond(problem, y, {.lambda = 0, .step = 2.1, .accelerated = false});
  for (int k = 0; k < 300; ++k) near.step(), beyond.step();
  CHECK(near.codes()(0, 0) == Approx(0.9));
  CHECK(std::abs(beyond.codes()(0, 0)) > 1);
}

TEST_CASE("what does not fit is refused") {
  const Matrix d = normals(4, 3, 7);
  const LeastSquares problem(d);
  CHECK_THROWS_AS(ProximalGradient(problem, Matrix(1, 4), {}), ShapeError);
  CHECK_THROWS_AS(ProximalGradient(problem, Matrix(1, 3), {.lambda = -1}), UsageError);
  CHECK_THROWS_AS(ProximalGradient(problem, Matrix(1, 3), {.step = 0}), UsageError);
  CHECK_THROWS_AS(LeastSquares(Matrix(0, 3)), UsageError);
  CHECK_THROWS_AS(LeastSquares(d, Products::gram, 0), UsageError);
  CHECK_THROWS_AS(lasso_objective(d, std::vector<float>(3), std::vector<double>(3), 1), ShapeError);
  CHECK_THROWS_AS(lasso_optimum(d, std::vector<float>(3), -1), UsageError);
}
