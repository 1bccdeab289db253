#include "reference/models/joint_affinities.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "reference/core/sha256.h"
#include "reference/kernels/pairwise_squared_distances.h"
#include "reference/oracles/embedding.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

// Clusters of unlike spread, so that no two points need the same precision.
Matrix clusters(Index n, Index d) {
  Matrix x(n, d);
  Draws draws(Stream(8, "clusters"));
  for (Index i = 0; i < n; ++i) {
    const double spread = std::pow(4, i % 3);
    for (Index l = 0; l < d; ++l) x(i, l) = static_cast<float>(10.0 * (i % 3) + spread * draws.normal());
  }
  return x;
}

}  // namespace

TEST_CASE("every point's conditional affinities have the perplexity that was asked for") {
  const Index n = 300;
  const Matrix x = clusters(n, 7);
  for (const double perplexity : {1.5, 5.0, 30.0, 250.0}) {
    Matrix d(n, n);
    pairwise_squared_distances(x, x, d);
    Matrix p = d;
    std::vector<float> precisions(static_cast<std::size_t>(n));
    conditional_affinities(p, 0, perplexity, precisions);
    for (Index i = 0; i < n; ++i) {
      const std::vector<double> row(d.row(i), d.row(i) + n);
      const auto self = static_cast<std::size_t>(i);
      const oracle::Conditional exact = oracle::conditional(row, self, precisions[self]);
      // The tolerance, and what float32 adds to the entropy.
      REQUIRE(std::fabs(std::exp(exact.entropy) / perplexity - 1) < 1.2e-5);
      double sum = 0;
      for (Index j = 0; j < n; ++j) {
        sum += p(i, j);
        REQUIRE(std::fabs(p(i, j) - exact.p[static_cast<std::size_t>(j)]) < 1e-5);
      }
      REQUIRE(std::fabs(sum - 1) < 1e-5);
      REQUIRE(p(i, i) == 0);
    }
  }
}

TEST_CASE("joint affinities are symmetric, add up to 1 and do not know the number of threads") {
  const Matrix x = clusters(201, 5);
  const Matrix p = joint_affinities(x, 20);
  double sum = 0;
  for (Index i = 0; i < 201; ++i) {
    CHECK(p(i, i) == 0);
    for (Index j = 0; j < 201; ++j) {
      sum += p(i, j);
      REQUIRE(p(i, j) == p(j, i));
    }
  }
  CHECK(std::fabs(sum - 1) < 1e-5);
  for (const int threads : {2, 3}) {
    const Matrix again = joint_affinities(x, 20, threads);
    CHECK(std::memcmp(again.data(), p.data(), sizeof(float) * static_cast<std::size_t>(p.size())) == 0);
  }
  const std::string_view bytes(reinterpret_cast<const char*>(p.data()), static_cast<std::size_t>(p.size()) * 4);
  Sha256 hash;
  hash.add(bytes);
  CHECK(hash.finish_hex().substr(0, 16) == "0acd74720546fe23");
}

TEST_CASE("affinities: the mean of both directions over n, by hand") {
  Matrix p(2, 2);
  p(0, 1) = 1;
  p(1, 0) = 0.5F;
  symmetrise_affinities(p);
  CHECK((p(0, 1) == 0.375F && p(1, 0) == 0.375F && p(0, 0) == 0));
}

TEST_CASE("affinities: more equal nearest neighbours than the perplexity asks for share equally") {
  Matrix x(12, 2);
  for (Index i = 6; i < 12; ++i) x(i, 0) = static_cast<float>(100 + i);
  Matrix d(12, 12);
  pairwise_squared_distances(x, x, d);
  std::vector<float> precisions(12);
  conditional_affinities(d, 0, 2, precisions);
  for (Index j = 1; j < 6; ++j) CHECK(d(0, j) == Approx(0.2).epsilon(1e-6));
  for (Index j = 6; j < 12; ++j) CHECK(d(0, j) < 1e-30F);
  CHECK(std::isfinite(precisions[0]));
}

TEST_CASE("affinities: a perplexity that cannot be, and shapes that do not fit, are named") {
  const Matrix x = clusters(10, 2);
  CHECK_THROWS_WITH(joint_affinities(x, 9), ContainsSubstring("9 for 10 points"));
  CHECK_THROWS_AS(joint_affinities(x, 0.5), UsageError);
  CHECK_THROWS_AS(joint_affinities(x, std::nan("")), UsageError);
  Matrix wide(4, 10);
  std::vector<float> precisions(3);
  CHECK_THROWS_WITH(conditional_affinities(wide, 0, 3, precisions), ContainsSubstring("3 precisions for 4 rows"));
  CHECK_THROWS_WITH(symmetrise_affinities(wide), ContainsSubstring("4 x 10"));
}
