#include "reference/models/filters.h"

#include <cmath>
#include <limits>

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

/// One filter by a formula of the pixel's place.
template <class Formula>
Matrix filter(Index height, Index width, const Formula& formula) {
  Matrix m(height * width, 1);
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) m(y * width + x, 0) = static_cast<float>(formula(y, x));
  }
  return m;
}

}  // namespace

TEST_CASE("neighbours: known answers") {
  // Pairs of 1 2 4, both orders: (1,2) (2,1) (2,4) (4,2). Mean 9/4, squares sum to 19/4, products to 2 (5/16 - 7/16) =
  // -1/4.
  const Matrix small = filter(1, 3, [](Index, Index x) { return x == 0 ? 1 : x == 1 ? 2 : 4; });
  CHECK(neighbour_autocorrelation(small, 1, 3) == Approx(-1.0 / 19).epsilon(1e-14));
  CHECK(neighbour_autocorrelation(small, 3, 1) == Approx(-1.0 / 19).epsilon(1e-14));
  // A checkerboard alternates in both directions, stripes only across: 12 pairs along, 12 across.
  CHECK(neighbour_autocorrelation(filter(4, 4, [](Index y, Index x) { return (x + y) % 2; }), 4, 4) == Approx(-1));
  CHECK(neighbour_autocorrelation(filter(4, 4, [](Index y, Index) { return y % 2; }), 4, 4) == Approx(0).margin(1e-15));
}

TEST_CASE("neighbours: a smooth stroke is near 1") {
  const auto stroke = [](Index y, Index x) {
    const double d = static_cast<double>(x) - 8 - static_cast<double>(y) / 3;
    return std::exp(-d * d / 18);
  };
  CHECK(neighbour_autocorrelation(filter(28, 28, stroke), 28, 28) > 0.95);
  CHECK(neighbour_autocorrelation(filter(28, 28, stroke), 28, 28) < 1);
}

TEST_CASE("neighbours: white noise is 0") {
  // 100 filters of 784 normals, 1512 pairs each: mean -1/783, standard error of the mean 1/sqrt(1512 x 100). A bound of
  // 5 of them around it: a false failure once in 1.7 million changes of the generator.
  Matrix noise(784, 100);
  Draws draws(Stream(1, "noise"));
  for (Index i = 0; i < noise.size(); ++i) noise.data()[i] = static_cast<float>(draws.normal());
  CHECK(neighbour_autocorrelation(noise, 28, 28) == Approx(-1.0 / 783).margin(5 / std::sqrt(151200.0)));
}

TEST_CASE("neighbours: constant filters count as 0 and the mean is over all") {
  Matrix two(4, 2);
  for (Index i = 0; i < 4; ++i) {
    two(i, 0) = 0.1F;
    two(i, 1) = static_cast<float>((i + i / 2) % 2);  // a checkerboard of 2 x 2
  }
  CHECK(neighbour_autocorrelation(two, 2, 2) == -0.5);
}

TEST_CASE("neighbours: neither scale nor offset matters; NaN shows") {
  const auto bump = [](Index y, Index x) { return static_cast<double>((3 * y + 5 * x) % 7); };
  const double plain = neighbour_autocorrelation(filter(6, 5, bump), 6, 5);
  const auto other = [&](Index y, Index x) { return 64 * bump(y, x) - 32; };
  CHECK(neighbour_autocorrelation(filter(6, 5, other), 6, 5) == Approx(plain).epsilon(1e-12));
  Matrix broken = filter(6, 5, bump);
  broken(7, 0) = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(neighbour_autocorrelation(broken, 6, 5)));
}

TEST_CASE("neighbours: shapes that do not fit") {
  CHECK_THROWS_AS(neighbour_autocorrelation(Matrix(783, 2), 28, 28), ShapeError);
  CHECK_THROWS_AS(neighbour_autocorrelation(Matrix(1, 2), 1, 1), ShapeError);
  CHECK_THROWS_AS(neighbour_autocorrelation(Matrix(784, 0), 28, 28), ShapeError);
}
