#include "reference/models/nearest_rows.h"

#include <cmath>
#include <limits>

#include "reference/core/random.h"
#include "tests/catch.h"
#include "tests/reference/oracles/small_rbm.h"

using namespace rederive;

TEST_CASE("the nearest of binary rows is the one with fewest different places, the first on ties") {
  // 300 rows are three blocks; 40 places make ties common.
  const Matrix x = coins(300, 40, 61);
  const Matrix y = coins(70, 40, 62);
  const std::vector<Nearest> nearest = nearest_rows(x, y);
  REQUIRE(nearest.size() == 300);
  double sum = 0;
  for (Index n = 0; n < 300; ++n) {
    std::uint32_t best = 0;
    int fewest = 41;
    for (Index m = 0; m < 70; ++m) {
      int different = 0;
      for (Index i = 0; i < 40; ++i) different += x(n, i) != y(m, i) ? 1 : 0;
      if (different < fewest) best = static_cast<std::uint32_t>(m);
      fewest = std::min(fewest, different);
    }
    const Nearest& found = nearest[static_cast<std::size_t>(n)];
    CHECK(found.row == best);
    CHECK(found.squared_distance == fewest);
    sum += fewest;
  }
  CHECK(mean_squared_distance(nearest) == sum / 300);
}

TEST_CASE("a distance that is not a number is never the nearest") {
  Matrix x(1, 1);
  Matrix y(3, 1);
  y(0, 0) = std::numeric_limits<float>::quiet_NaN();
  y(1, 0) = 3;
  y(2, 0) = -2;
  CHECK(nearest_rows(x, y)[0].row == 2);
  CHECK(nearest_rows(x, y)[0].squared_distance == 4);
  x(0, 0) = std::numeric_limits<float>::quiet_NaN();
  CHECK(nearest_rows(x, y)[0].row == 0);
  CHECK(std::isnan(nearest_rows(x, y)[0].squared_distance));
}

TEST_CASE("the accuracy of the nearest label") {
  Matrix x(4, 1);
  Matrix y(2, 1);
  for (Index n = 0; n < 4; ++n) x(n, 0) = static_cast<float>(n);  // 0 1 2 3: nearest 0, 0, 1, 1
  y(1, 0) = 3;
  const std::vector<std::uint32_t> labels_x{7, 8, 8, 8};
  const std::vector<std::uint32_t> labels_y{7, 8};
  CHECK(nearest_label_accuracy(x, labels_x, y, labels_y) == 0.75);
  CHECK(nearest_label_accuracy(y, labels_y, y, labels_y) == 1);
}

TEST_CASE("the nearest of nothing, and shapes that do not fit, are refused") {
  const std::vector<std::uint32_t> two{1, 2};
  CHECK(nearest_rows(Matrix(0, 3), Matrix(2, 3)).empty());
  CHECK_THROWS_AS(nearest_rows(Matrix(2, 3), Matrix(0, 3)), UsageError);
  CHECK_THROWS_AS(nearest_rows(Matrix(2, 3), Matrix(2, 4)), ShapeError);
  CHECK_THROWS_AS(mean_squared_distance({}), UsageError);
  CHECK_THROWS_AS(nearest_label_accuracy(Matrix(0, 3), {}, Matrix(2, 3), two), UsageError);
  CHECK_THROWS_WITH(nearest_label_accuracy(Matrix(3, 3), two, Matrix(2, 3), two), ContainsSubstring("2 labels for 3"));
}
