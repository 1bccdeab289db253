#include "experiments/harness/tiles.h"

#include <cmath>
#include <limits>
#include <vector>

#include "reference/core/error.h"
#include "tests/catch.h"

using namespace rederive;

namespace {
Matrix matrix(Index rows, Index cols, const std::vector<float>& values) {
  Matrix m(rows, cols);
  std::copy(values.begin(), values.end(), m.data());
  return m;
}
}  // namespace

TEST_CASE("filters as tiles: known answer") {
  // Three filters of 1 x 2, one in each column: largest |w| 2, 0.5 and 0. 127 x 0.5 = 63.5 rounds up to 64, -63.5 to
  // -63.
  const Matrix weights = matrix(2, 3, {2.0F, -0.5F, 0.0F, -1.0F, 0.25F, 0.0F});
  const Image image = tiles(weights, 1, 2);
  CHECK(image.height == 3);
  CHECK(image.width == 5);
  CHECK(image.pixels == std::vector<std::uint8_t>{255, 65, 0, 1, 192,  //
                                                  0, 0, 0, 0, 0,       //
                                                  128, 128, 0, 0, 0});
}

TEST_CASE("filters in rows and filters in columns give the same picture") {
  const Matrix columns = matrix(4, 2, {1, 5, 2, 6, 3, 7, 4, 8});
  const Matrix rows = matrix(2, 4, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(tiles(columns, 2, 2, FilterAxis::columns).pixels == tiles(rows, 2, 2, FilterAxis::rows).pixels);
}

TEST_CASE("a hundred tiles are ten by ten, one is itself") {
  const Image hundred = tiles(Matrix(784, 100), 28, 28);
  CHECK(hundred.height == 10 * 29 - 1);
  CHECK(hundred.width == 10 * 29 - 1);
  const Image one = tiles(Matrix(6, 1), 2, 3);
  CHECK(one.height == 2);
  CHECK(one.width == 3);
}

TEST_CASE("weights that are not finite are black, and do not hide the others") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(tiles(matrix(4, 1, {nan, infinity, 1, -1}), 2, 2).pixels == std::vector<std::uint8_t>{0, 0, 255, 1});
}

TEST_CASE("images as tiles: known answer") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Image image = tiles_of_images(matrix(2, 3, {0, 0.5F, 1, -2, 7, nan}), 1, 3);
  CHECK(image.height == 1);
  CHECK(image.pixels == std::vector<std::uint8_t>{0, 128, 255, 0, 0, 255, 0});
}

TEST_CASE("tiles of another size than the matrix has are a programming fault") {
  CHECK_THROWS_AS(tiles(Matrix(783, 100), 28, 28), ShapeError);
  CHECK_THROWS_AS(tiles(Matrix(784, 0), 28, 28), ShapeError);
  CHECK_THROWS_AS(tiles_of_images(Matrix(3, 784), 28, 27), ShapeError);
  CHECK_THROWS_AS(tiles_of_images(Matrix(3, 784), -28, -28), ShapeError);
}
