#include "reference/kernels/conv2d_columns.h"

#include <vector>

#include "reference/core/random.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix noise(Index rows, Index cols, std::uint64_t seed) {
  Matrix m(rows, cols);
  Draws draws(Stream(seed, "test"));
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(draws.uniform(-1, 1));
  return m;
}

std::vector<float> numbers(const Matrix& m) { return {m.data(), m.data() + m.size()}; }

}  // namespace

// That they agree with the oracle, and the first and the last with the bits of the direct sums, the battery of all
// kernels holds: they are variants of them.

TEST_CASE("im2col: how many numbers an image becomes") {
  CHECK(conv2d_column_floats({28, 28, 1, 3, 3, 32, 1}) == 26 * 26 * 9);
  CHECK(conv2d_column_floats({24, 24, 16, 2, 2, 16, 2}) == 24 * 24 * 16);  // no pixel twice
  CHECK(conv2d_column_floats({5, 7, 19, 1, 1, 33, 1}) == 5 * 7 * 19);
}

TEST_CASE("im2col: to data has the bits of the direct sum where no windows overlap, on every target") {
  const Conv2dShape disjoint{9, 8, 3, 2, 2, 21, 2};
  const Matrix g = noise(3, disjoint.output(), 1);
  const Matrix w = noise(disjoint.weight_rows(), disjoint.filters, 2);
  for (const std::string& target : supported_targets()) {
    force_target(target);
    Matrix direct(3, disjoint.image());
    Matrix columns(3, disjoint.image());
    conv2d_to_data(disjoint, g, w, direct);
    conv2d_to_data_columns(disjoint, g, w, columns);
    force_target("");
    INFO(target);
    CHECK(numbers(direct) == numbers(columns));
  }
}

TEST_CASE("im2col: gradients of a part of wider rows") {
  const Conv2dShape shape{5, 6, 2, 3, 3, 4, 1};
  const Matrix x = noise(11, shape.image(), 1);
  const Matrix wide = noise(11, shape.output() + 3, 2);
  const ConstMatrixView g{wide.data() + 1, 11, shape.output(), wide.cols()};
  Matrix direct(shape.weight_rows(), 4);
  Matrix columns(shape.weight_rows(), 4);
  std::vector<float> direct_bias(4);
  std::vector<float> columns_bias(4);
  conv2d_to_weights(shape, x, g, direct, direct_bias);
  conv2d_to_weights_columns(shape, x, g, columns, columns_bias);
  CHECK(numbers(direct) == numbers(columns));
  CHECK(direct_bias == columns_bias);
}

TEST_CASE("im2col: shapes that do not fit are named") {
  const Conv2dShape shape{5, 5, 2, 3, 3, 4, 1};
  Matrix x(2, shape.image());
  Matrix w(shape.weight_rows(), 4);
  Matrix y(2, shape.output());
  const std::vector<float> bias(3);
  CHECK_THROWS_AS(conv2d_forward_columns({2, 5, 2, 3, 3, 4, 1}, x, w, {}, y), ShapeError);
  CHECK_THROWS_AS(conv2d_forward_columns(shape, x, w, bias, y), ShapeError);
  CHECK_THROWS_AS(conv2d_forward_columns(shape, x, Matrix(17, 4), {}, y), ShapeError);
  CHECK_THROWS_AS(conv2d_to_data_columns(shape, y, w, Matrix(1, shape.image())), ShapeError);
  CHECK_THROWS_AS(conv2d_to_weights_columns(shape, x, Matrix(1, shape.output()), w, {}), ShapeError);
}
