#include "reference/data/text_image.h"

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("letters stand in a grid, enlarged") {
  const Matrix image = text_image({"LI", "O"}, 2);
  CHECK(image.rows() == (2 * 8 + 1) * 2);
  CHECK(image.cols() == (2 * 6 + 1) * 2);
  // L: a stem of seven, a foot of five; I: serifs of three and a stem of five; O: 3 + 3 + 2 * 5. Four pixels a stroke.
  float ink = 0;
  for (Index i = 0; i < image.size(); ++i) ink += image.data()[i];
  CHECK(ink == 4 * ((7 + 4) + (3 + 5 + 3) + 16));
  CHECK(image(2, 2) == 1);  // top of the L
  CHECK(image(1, 2) == 0);
  CHECK(image(2, 1) == 0);
  CHECK(image(3, 3) == 1);
  CHECK(image(2, 4) == 0);
  CHECK(image(15, 11) == 1);  // end of its foot
  CHECK_THROWS_AS(text_image({"Q"}, 1), UsageError);
  CHECK_THROWS_AS(text_image({}, 1), UsageError);
  CHECK_THROWS_AS(text_image({"A"}, 0), UsageError);
}
