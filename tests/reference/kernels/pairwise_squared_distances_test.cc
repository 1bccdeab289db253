#include "reference/kernels/pairwise_squared_distances.h"

#include <cmath>
#include <limits>

#include "reference/core/random.h"
#include "reference/core/sha256.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix points(Index rows, Index cols, double centre, const char* name) {
  Matrix m(rows, cols);
  Draws draws(Stream(7, name));
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(centre + draws.normal());
  return m;
}

}  // namespace

TEST_CASE("pairwise distances by hand") {
  Matrix x(2, 2);
  Matrix y(1, 2);
  x(0, 0) = 3;
  x(0, 1) = 4;
  x(1, 1) = -1;
  Matrix d(2, 1);
  d(0, 0) = std::numeric_limits<float>::quiet_NaN();
  pairwise_squared_distances(x, y, d);
  CHECK((d(0, 0) == 25 && d(1, 0) == 1));
}

TEST_CASE("pairwise distances of a set to itself: half and its mirror have the bits of the whole") {
  for (const Index n : {1, 5, 63, 64, 65, 131, 200}) {
    const Matrix x = points(n, 11, 0, "x");
    const Matrix copy = points(n, 11, 0, "x");  // elsewhere in memory
    Matrix half(n, n);
    Matrix whole(n, n);
    for (const std::string& target : supported_targets()) {
      force_target(target);
      pairwise_squared_distances(x, x, half);
      pairwise_squared_distances(x, copy, whole);
      force_target("");
      INFO(target << " " << n);
      bool same = true;
      for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < n; ++j) same = same && half(i, j) == whole(i, j) && half(i, j) == half(j, i);
        CHECK(half(i, i) == 0);
      }
      CHECK(same);
    }
  }
}

TEST_CASE("pairwise distances lose nothing far from 0, where a rival loses everything") {
  // Neighbours about 5e-3 apart at 1000 from 0 in each of 50 coordinates: the differences are exact.
  Matrix x(2, 50);
  double exact = 0;
  Draws draws(Stream(9, "far"));
  for (Index l = 0; l < 50; ++l) {
    x(0, l) = static_cast<float>(1000 + draws.uniform(-1, 1));
    x(1, l) = x(0, l) + static_cast<float>(draws.below(3)) * 0x1p-10F;
    const double difference = static_cast<double>(x(1, l)) - x(0, l);
    exact += difference * difference;
  }
  REQUIRE(exact > 1e-5);
  Matrix d(2, 2);
  pairwise_squared_distances(x, x, d);
  CHECK(std::fabs(d(0, 1) - exact) <= 52 * 0x1p-24 * exact);
  select("pairwise_squared_distances", "openblas");
  pairwise_squared_distances(x, x, d);
  select("pairwise_squared_distances", "");
  CHECK(std::fabs(d(0, 1) - exact) >= exact);  // 0, or worse
}

TEST_CASE("pairwise distances: the digest is the same on every target, and known") {
  for (const std::string& target : supported_targets()) {
    force_target(target);
    Sha256 hash;
    for (const Index n : {1, 15, 16, 17, 64, 100}) {
      for (const Index depth : {1, 2, 50, 784}) {
        const Matrix x = points(13, depth, 0.5, "x");
        const Matrix y = points(n, depth, 0, "y");
        Matrix d(13, n);
        pairwise_squared_distances(x, y, d);
        hash.add(std::string_view(reinterpret_cast<const char*>(d.data()), static_cast<std::size_t>(d.size()) * 4));
      }
    }
    force_target("");
    INFO(target);
    CHECK(hash.finish_hex().substr(0, 16) == "2787206e3e526e60");
  }
}

TEST_CASE("pairwise distances: shapes that do not fit are named") {
  const Matrix x(2, 3);
  Matrix d(2, 4);
  CHECK_THROWS_WITH(pairwise_squared_distances(x, Matrix(4, 2), d), ContainsSubstring("Y is 4 x 2, expected 4 x 3"));
  CHECK_THROWS_WITH(pairwise_squared_distances(x, Matrix(5, 3), d), ContainsSubstring("D is 2 x 4, expected 2 x 5"));
}
