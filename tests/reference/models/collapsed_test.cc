#include "reference/models/collapsed.h"

#include <cmath>
#include <limits>

#include "reference/layers/activations.h"
#include "tests/catch.h"

using namespace rederive;

TEST_CASE("affine layers in a row by hand, and the one layer that they are") {
  Network stack(2, {layers::dense(3), layers::dense(1)});
  for (Index i = 0; i < 6; ++i) stack.dense(0).weights().value.data()[i] = static_cast<float>(i + 1);  // 1 2 3; 4 5 6
  for (Index j = 0; j < 3; ++j) {
    stack.dense(0).bias().value(0, j) = 1;
    stack.dense(1).weights().value(j, 0) = static_cast<float>(j);
  }
  stack.dense(1).bias().value(0, 0) = 10;
  Network one = collapsed(stack);
  REQUIRE(one.depth() == 1);
  CHECK(one.dense(0).weights().value(0, 0) == 8);   // 2 + 2 * 3
  CHECK(one.dense(0).weights().value(1, 0) == 17);  // 5 + 2 * 6
  CHECK(one.dense(0).bias().value(0, 0) == 13);     // 1 + 2 + 10
  CHECK(forward_multiply_adds(stack) == 9);
  CHECK(forward_multiply_adds(one) == 2);
}

TEST_CASE("the collapsed layer answers as the stack does, tied weights too") {
  Network stack(7, {layers::dense(5), layers::dense_transposed(0), layers::dense(4), layers::dense(3)});
  stack.start_uniform([](std::size_t layer) { return Stream(3, "init", {layer}); });
  Matrix x(20, 7);
  Draws draws(Stream(3, "x"));
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(draws.normal());
  Network one = collapsed(stack);
  const ConstMatrixView y = stack.forward(x);
  CHECK(largest_difference(y, one.forward(x)) < 1e-5);
  CHECK(largest_difference(y, Matrix(20, 3)) > 0.1);
}

TEST_CASE("what is not affine does not collapse; differences see NaN and shapes") {
  Network bent(4, {layers::dense(3), layers::sigmoid(), layers::dense(2)});
  CHECK_THROWS_AS(collapsed(bent), ShapeError);
  CHECK_THROWS_AS(forward_multiply_adds(bent), ShapeError);
  Matrix a(2, 2);
  a(1, 1) = -3;
  CHECK(largest_difference(a, Matrix(2, 2)) == 3);
  a(0, 0) = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(largest_difference(a, Matrix(2, 2))));
  CHECK_THROWS_AS(largest_difference(a, Matrix(2, 3)), ShapeError);
}
