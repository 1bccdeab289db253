#include "reference/models/image_measures.h"

#include <cmath>

#include "reference/core/error.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix images(Index rows, const std::vector<float>& pixels) {
  Matrix m(rows, static_cast<Index>(pixels.size()) / rows);
  std::copy(pixels.begin(), pixels.end(), m.data());
  return m;
}

}  // namespace

TEST_CASE("total variation of a checkerboard, an edge and an even grey") {
  CHECK(total_variation(images(1, {0, 1, 1, 0}), 2, 2) == 1);
  CHECK(total_variation(images(1, {0, 1, 0, 1}), 2, 2) == 0.5);  // a vertical edge: two of four pairs
  CHECK(total_variation(images(2, {0, 1, 1, 0, .3F, .3F, .3F, .3F}), 2, 2) == 0.5);
  CHECK(total_variation(images(1, {0, 0, 0, 1, 1, 1}), 2, 3) == Approx(3.0 / 7));
  CHECK_THROWS_AS(total_variation(images(1, {0, 1, 1, 0}), 2, 3), ShapeError);
}

TEST_CASE("filters are measured as they are shown") {
  // Two filters in columns: a checkerboard of +-5, and nothing.
  CHECK(filter_variation(images(4, {5, 0, -5, 0, -5, 0, 5, 0}), 2, 2) == 1);
  CHECK(filter_variation(images(4, {1, 2, 2, 1}), 2, 2) == 0.5);
  CHECK_THROWS_AS(filter_variation(images(3, {1, 2, 3}), 2, 2), ShapeError);
}

TEST_CASE("ambiguity is 0 for black and white and a half for grey") {
  CHECK(ambiguity(images(1, {0, 1, 1, 0})) == 0);
  CHECK(ambiguity(images(1, {.5F, .5F})) == 0.5);
  CHECK(ambiguity(images(1, {.25F, .75F})) == 0.25);
  CHECK_THROWS_AS(ambiguity(Matrix(0, 4)), ShapeError);
}

TEST_CASE("explained share: all, nothing, and worse than nothing") {
  const Matrix x = images(2, {0, 1, 1, 0});
  CHECK(explained_share(x, x) == 1);
  CHECK(explained_share(x, images(2, {.5F, .5F, .5F, .5F})) == 0);
  CHECK(explained_share(x, images(2, {1, 0, 0, 1})) == -3);
  CHECK(std::isnan(explained_share(images(2, {0, 0, 0, 0}), images(2, {0, 0, 0, 0}))));
  CHECK_THROWS_AS(explained_share(x, images(1, {0, 1})), ShapeError);
}

TEST_CASE("independent pixels: fair ones cost log 2 each") {
  const Matrix fair = images(2, {0, 1, 1, 0});
  CHECK(marginal_cross_entropy(fair, fair) == Approx(2 * std::log(2.0)));
  // Never seen in two images, then seen: -log(1/4).
  CHECK(marginal_cross_entropy(images(2, {0, 0}), images(1, {1})) == Approx(std::log(4.0)));
}
