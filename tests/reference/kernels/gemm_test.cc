#include "reference/kernels/gemm.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "reference/core/random.h"
#include "reference/core/sha256.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix random_matrix(Index rows, Index cols, const char* name) {
  Matrix m(rows, cols);
  Draws draws(Stream(11, name));
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(draws.uniform(-1, 1));
  return m;
}

bool same(const Matrix& a, const Matrix& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.size())) == 0;
}

}  // namespace

TEST_CASE("gemm: a product by hand") {
  Matrix a(2, 2);
  Matrix b(2, 2);
  Matrix c(2, 2);
  for (int i = 0; i < 4; ++i) {
    a.data()[i] = static_cast<float>(i + 1);  // 1 2; 3 4
    b.data()[i] = static_cast<float>(i + 5);  // 5 6; 7 8
    c.data()[i] = std::numeric_limits<float>::quiet_NaN();
  }
  gemm(1, a, Op::none, b, Op::none, 0, c);
  CHECK((c(0, 0) == 19 && c(0, 1) == 22 && c(1, 0) == 43 && c(1, 1) == 50));
  gemm(1, a, Op::transpose, b, Op::none, 0, c);
  CHECK((c(0, 0) == 26 && c(0, 1) == 30 && c(1, 0) == 38 && c(1, 1) == 44));
  gemm(1, a, Op::none, b, Op::transpose, 0, c);
  CHECK((c(0, 0) == 17 && c(0, 1) == 23 && c(1, 0) == 39 && c(1, 1) == 53));
  gemm(2, a, Op::transpose, b, Op::transpose, -1, c);
  CHECK((c(0, 0) == 2 * 23 - 17 && c(0, 1) == 2 * 31 - 23 && c(1, 0) == 2 * 34 - 39 && c(1, 1) == 2 * 46 - 53));
}

TEST_CASE("gemm: (AB)' = B'A' bit for bit, since every element is the same chain") {
  const Matrix a = random_matrix(23, 1100, "a");
  const Matrix b = random_matrix(1100, 37, "b");
  Matrix c(23, 37);
  Matrix d(37, 23);
  gemm(0.7F, a, Op::none, b, Op::none, 0, c);
  gemm(0.7F, b, Op::transpose, a, Op::transpose, 0, d);
  for (Index i = 0; i < c.rows(); ++i) {
    for (Index j = 0; j < c.cols(); ++j) REQUIRE(c(i, j) == d(j, i));
  }
}

TEST_CASE("gemm: a packed right-hand side gives the same bits, whichever target packed it") {
  for (const Op op : {Op::none, Op::transpose}) {
    const Matrix a = random_matrix(17, 45, "a");
    const Matrix b = op == Op::none ? random_matrix(45, 101, "b") : random_matrix(101, 45, "b");
    Matrix expected(17, 101);
    gemm(1, a, Op::none, b, op, 0, expected);
    for (const std::string& packs : supported_targets()) {
      for (const std::string& runs : supported_targets()) {
        force_target(packs);
        const PackedMatrix packed(b, op);
        force_target(runs);
        Matrix c(17, 101);
        gemm(1, a, Op::none, packed, 0, c);
        force_target("");
        INFO(packs << " packs, " << runs << " runs");
        CHECK(same(c, expected));
      }
    }
  }
}

TEST_CASE("gemm: the digest of results is the same on every target, and known") {
  for (const std::string& target : supported_targets()) {
    force_target(target);
    Sha256 hash;
    for (const Index n : {1, 15, 16, 17, 64, 100}) {
      for (const Index k : {1, 7, 784, 1500}) {
        const Matrix a = random_matrix(13, k, "a");
        const Matrix b = random_matrix(n, k, "b");
        Matrix c = random_matrix(13, n, "c");
        gemm(0.3F, a, Op::none, b, Op::transpose, 0.9F, c);
        hash.add(std::string_view(reinterpret_cast<const char*>(c.data()), static_cast<std::size_t>(c.size()) * 4));
      }
    }
    force_target("");
    INFO(target);
    CHECK(hash.finish_hex().substr(0, 16) == "744fcbff40282be3");
  }
}

TEST_CASE("gemm: shapes that do not fit are named") {
  Matrix a(2, 3);
  Matrix b(4, 5);
  Matrix c(2, 5);
  CHECK_THROWS_AS(gemm(1, a, Op::none, b, Op::none, 0, c), ShapeError);
  CHECK_THROWS_WITH(gemm(1, a, Op::none, b, Op::none, 0, c), ContainsSubstring("2 x 3") && ContainsSubstring("4 x 5"));
  Matrix fits(3, 5);
  Matrix wrong(2, 4);
  CHECK_THROWS_WITH(gemm(1, a, Op::none, fits, Op::none, 0, wrong),
                    ContainsSubstring("2 x 4") && ContainsSubstring("2 x 5"));
  CHECK_THROWS_WITH(gemm(1, a, Op::none, PackedMatrix(b, Op::none), 0, c), ContainsSubstring("4 x 5"));
  const MatrixView overlapping_rows{c.data(), 2, 5, 4};
  CHECK_THROWS_WITH(gemm(1, a, Op::none, fits, Op::none, 0, overlapping_rows), ContainsSubstring("stride of 4"));
}

TEST_CASE("gemm: a selected rival serves both forms, close to the default and marked by its name") {
  const Matrix a = random_matrix(9, 30, "a");
  const Matrix b = random_matrix(30, 21, "b");
  Matrix standard(9, 21);
  gemm(1, a, Op::none, b, Op::none, 0, standard);
  for (const char* rival : {"openblas", "eigen", "scalar"}) {
    select("gemm", rival);
    Matrix c(9, 21);
    Matrix d(9, 21);
    gemm(1, a, Op::none, b, Op::none, 0, c);
    gemm(1, a, Op::none, PackedMatrix(b, Op::none), 0, d);
    CHECK(selected("gemm") == rival);
    select("gemm", "");
    for (Index i = 0; i < c.size(); ++i) {
      CHECK(std::fabs(c.data()[i] - standard.data()[i]) < 1e-5F);
      CHECK(std::fabs(d.data()[i] - standard.data()[i]) < 1e-5F);
    }
  }
}
