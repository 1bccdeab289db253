#include "reference/kernels/gemv.h"

#include <limits>
#include <vector>

#include "reference/kernels/registry.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"
#include "tests/reference/kernels/bits.h"

using namespace rederive;

namespace {

std::vector<float> row_of(const Matrix& m) { return {m.data(), m.data() + m.size()}; }

}  // namespace

TEST_CASE("gemv: products by hand") {
  Matrix a(2, 3);
  for (int i = 0; i < 6; ++i) a.data()[i] = static_cast<float>(i + 1);  // 1 2 3; 4 5 6
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> two{nan, nan};
  std::vector<float> three{nan, nan, nan};
  gemv(1, a, Op::none, std::vector<float>{1, -1, 2}, 0, two);
  CHECK(two == std::vector<float>{5, 11});
  gemv(2, a, Op::none, std::vector<float>{1, 0, 0}, -1, two);
  CHECK(two == std::vector<float>{-3, -3});
  gemv(1, a, Op::transpose, std::vector<float>{1, -1}, 0, three);
  CHECK(three == std::vector<float>{-3, -3, -3});
  gemv(0.5F, a, Op::transpose, std::vector<float>{2, 2}, 3, three);
  CHECK(three == std::vector<float>{-4, -2, 0});
}

TEST_CASE("gemv: op(A) has the bits of a matrix stored the other way") {
  const Matrix a = spread(53, 301, -1, 2);
  Matrix other(301, 53);
  for (Index i = 0; i < 53; ++i) {
    for (Index j = 0; j < 301; ++j) other(j, i) = a(i, j);
  }
  const std::vector<float> x = row_of(spread(1, 301, -2, 4));
  std::vector<float> y(53, 1);
  std::vector<float> z(53, 1);
  gemv(0.7F, a, Op::none, x, 0.3F, y);
  gemv(0.7F, other, Op::transpose, x, 0.3F, z);
  CHECK(y == z);
}

TEST_CASE("gemv: the digest of results is the same on every target, and known") {
  for (const std::string& target : supported_targets()) {
    force_target(target);
    Digest digest;
    for (const Index rows : {1, 7, 16, 33, 100}) {
      for (const Index cols : {1, 15, 64, 784}) {
        const Matrix a = spread(rows, cols, -1, 2);
        const std::vector<float> x = row_of(spread(1, cols, -1, 2));
        std::vector<float> y = row_of(spread(1, rows, -1, 2));
        gemv(0.3F, a, Op::none, x, 0.9F, y);
        digest.add(y);
        std::vector<float> back = x;
        gemv(-1.1F, a, Op::transpose, y, 0, back);
        digest.add(back);
      }
    }
    force_target("");
    INFO(target);
    CHECK(digest.text() == "a8f031becd0349ed");
  }
}

// The column of a wider product is the same chain, and no product of one row or column takes the path of the wide one.
TEST_CASE("gemm: a product of one row or one column has the bits of the wide one") {
  const float alpha = 0.7F;
  for (const std::string& target : supported_targets()) {
    force_target(target);
    for (const float beta : {0.0F, 0.3F}) {
      for (const Op op_a : {Op::none, Op::transpose}) {
        for (const Op op_b : {Op::none, Op::transpose}) {
          const Matrix a = op_a == Op::none ? spread(45, 107, -1, 2) : spread(107, 45, -1, 2);
          const Matrix b = op_b == Op::none ? spread(107, 38, -1, 2) : spread(38, 107, -1, 2);
          Matrix c = spread(45, 38, -1, 2);
          Matrix rows = c;
          Matrix cols = c;
          gemm(alpha, a, op_a, b, op_b, beta, c);
          for (Index i = 0; i < 45; ++i) {
            const ConstMatrixView one =
                op_a == Op::none ? ConstMatrixView{a.row(i), 1, 107, 107} : ConstMatrixView{a.data() + i, 107, 1, 45};
            gemm(alpha, one, op_a, b, op_b, beta, {rows.row(i), 1, 38, 38});
          }
          for (Index j = 0; j < 38; ++j) {
            const ConstMatrixView one =
                op_b == Op::none ? ConstMatrixView{b.data() + j, 107, 1, 38} : ConstMatrixView{b.row(j), 1, 107, 107};
            gemm(alpha, a, op_a, one, op_b, beta, {cols.data() + j, 45, 1, 38});
          }
          INFO(target << ", beta " << beta << ", " << (op_a == Op::none) << (op_b == Op::none));
          CHECK(row_of(rows) == row_of(c));
          CHECK(row_of(cols) == row_of(c));
        }
      }
    }
    force_target("");
  }
}

TEST_CASE("gemv: operands that do not fit are named") {
  const Matrix a(2, 3);
  std::vector<float> two(2);
  std::vector<float> three(3);
  CHECK_THROWS_AS(gemv(1, a, Op::none, two, 0, two), ShapeError);
  CHECK_THROWS_WITH(gemv(1, a, Op::none, two, 0, two), ContainsSubstring("gemv: x has 2 numbers, expected 3"));
  CHECK_THROWS_WITH(gemv(1, a, Op::none, three, 0, three), ContainsSubstring("gemv: y has 3 numbers, expected 2"));
  CHECK_THROWS_WITH(gemv(1, a, Op::transpose, three, 0, three), ContainsSubstring("gemv: x has 3 numbers, expected 2"));
  CHECK_THROWS_WITH(gemv(1, {a.data(), 2, 3, 2}, Op::none, three, 0, two), ContainsSubstring("stride of 2"));
}
