#include "reference/core/matrix.h"

#include <cstdint>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("a matrix starts as zeros on a 64-byte boundary") {
  const Matrix m(3, 5);
  CHECK(reinterpret_cast<std::uintptr_t>(m.data()) % 64 == 0);
  for (Index i = 0; i < 3; ++i) {
    for (Index j = 0; j < 5; ++j) CHECK(m(i, j) == 0);
  }
  CHECK(Matrix(0, 5).size() == 0);
}

TEST_CASE("sizes that cannot be are refused with the shape in the message") {
  CHECK_THROWS_AS(Matrix(-1, 2), ShapeError);
  CHECK_THROWS_WITH(Matrix(PTRDIFF_MAX / 2, 3), ContainsSubstring(" x 3"));
}

TEST_CASE("a copy is a copy, and reshape keeps the memory where it can") {
  Matrix m(2, 3);
  m(1, 2) = 7;
  Matrix copy = m;
  copy(1, 2) = 8;
  CHECK(m(1, 2) == 7);
  const float* before = m.data();
  m.reshape(3, 2);
  CHECK(m.data() == before);
  m = copy;
  CHECK(m(1, 2) == 8);
  CHECK(m.data() == before);
}

TEST_CASE("a range of rows is a window on the same memory, within bounds") {
  Matrix m(4, 3);
  const MatrixView rows = m.view().row_range(1, 2);
  rows(0, 0) = 5;
  CHECK(m(1, 0) == 5);
  CHECK(m.view().row_range(4, 0).rows == 0);
  CHECK_THROWS_AS(m.view().row_range(3, 2), ShapeError);
  CHECK_THROWS_AS(m.view().row_range(-1, 2), ShapeError);
}
