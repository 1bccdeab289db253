#include "reference/models/principal_components.h"

#include <cmath>

#include "reference/core/random.h"
#include "reference/core/sha256.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

// Coordinate j has the standard deviation 8 / (j + 1) and the mean j, after a turn in the first two.
Matrix cloud(Index n, Index d) {
  Matrix x(n, d);
  Draws draws(Stream(3, "cloud"));
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < d; ++j) x(i, j) = static_cast<float>(8.0 / static_cast<double>(j + 1) * draws.normal());
    const float a = x(i, 0);
    const float b = x(i, 1);
    x(i, 0) = 0.6F * a - 0.8F * b;
    x(i, 1) = 0.8F * a + 0.6F * b;
    for (Index j = 0; j < d; ++j) x(i, j) += static_cast<float>(j);
  }
  return x;
}

double covariance(const Matrix& scores, Index a, Index b) {
  double sum = 0;
  for (Index i = 0; i < scores.rows(); ++i) sum += static_cast<double>(scores(i, a)) * scores(i, b);
  return sum / static_cast<double>(scores.rows());
}

}  // namespace

TEST_CASE("principal components are uncorrelated, centred, of falling variance, and that is what is said") {
  const PrincipalComponents pca = principal_components(cloud(500, 60), 6);
  REQUIRE(pca.scores.cols() == 6);
  for (Index a = 0; a < 6; ++a) {
    const double variance = pca.variances[static_cast<std::size_t>(a)];
    CHECK(covariance(pca.scores, a, a) == Approx(variance).epsilon(1e-4));
    CHECK(std::sqrt(variance) == Approx(8.0 / static_cast<double>(a + 1)).epsilon(0.1));
    double mean = 0;
    for (Index i = 0; i < 500; ++i) mean += static_cast<double>(pca.scores(i, a)) / 500;
    CHECK(std::fabs(mean) < 1e-4);
    for (Index b = 0; b < a; ++b) CHECK(std::fabs(covariance(pca.scores, a, b)) < 1e-3 * variance);
  }
}

TEST_CASE("all principal components keep all distances") {
  const Matrix x = cloud(30, 7);
  const Matrix scores = principal_components(x, 7).scores;
  const auto squared = [](const Matrix& m, Index i) {
    double sum = 0;
    for (Index j = 0; j < m.cols(); ++j) sum += std::pow(static_cast<double>(m(i, j)) - m(0, j), 2);
    return sum;
  };
  for (Index i = 1; i < 30; ++i) CHECK(squared(scores, i) == Approx(squared(x, i)).epsilon(1e-5));
}

TEST_CASE("fewer dimensions than components leave nothing but zeros") {
  Matrix x(20, 5);
  Draws draws(Stream(4, "line"));
  for (Index i = 0; i < 20; ++i) x(i, 2) = static_cast<float>(draws.normal());
  const PrincipalComponents pca = principal_components(x, 3);
  CHECK(pca.variances[0] > 0.1);
  for (Index i = 0; i < 20; ++i) {
    CHECK(pca.scores(i, 0) == Approx(x(i, 2) - (x(0, 2) - pca.scores(0, 0))).margin(1e-5));  // the sign, too
    CHECK(std::fabs(pca.scores(i, 1)) < 1e-5);
  }
}

TEST_CASE("principal components have the same bits on every target") {
  std::string digest;
  for (const std::string& target : supported_targets()) {
    force_target(target);
    const Matrix scores = principal_components(cloud(70, 40), 8).scores;
    force_target("");
    Sha256 hash;
    hash.add({reinterpret_cast<const char*>(scores.data()), static_cast<std::size_t>(scores.size()) * 4});
    const std::string found = hash.finish_hex();
    if (digest.empty()) digest = found;
    CHECK(found == digest);
  }
}

TEST_CASE("more principal components than there can be are refused") {
  CHECK_THROWS_AS(principal_components(Matrix(5, 9), 6), UsageError);
  CHECK_THROWS_AS(principal_components(Matrix(5, 9), 0), UsageError);
}
