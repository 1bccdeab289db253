// The lines of the pictures are where, as long and as far apart as they should be.
#include "reference/data/diagonal_lines.h"

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("distances of lines are those of their nearest pixels") {
  const DiagonalLine line{5, 2, 3, true};  // (5, 2), (4, 3), (3, 4)
  CHECK(distance(line, line) == 0);
  CHECK(distance(line, {3, 5, 3, true}) == 1);
  CHECK(distance(line, {6, 6, 4, true}) == 3);   // (6, 6) to (4, 3)
  CHECK(distance(line, {5, 6, 3, false}) == 2);  // (5, 6) to (3, 4)
}

TEST_CASE("random lines lie on the image, apart, and are all drawn") {
  Draws draws(Stream(1, "lines"));
  int rising = 0;
  for (int i = 0; i < 300; ++i) {
    const int length = 3 + i % 13;
    const auto lines = lines_apart(draws, 2, [&](Draws& d) { return random_line(d, 20, length, d.below(2) == 0); });
    CHECK(distance(lines[0], lines[1]) >= 3);
    const Matrix image = picture_of(lines, 20);
    float pixels = 0;
    for (Index j = 0; j < image.size(); ++j) pixels += image.data()[j];
    CHECK(pixels == static_cast<float>(2 * length));
    rising += lines[0].rising ? 1 : 0;
  }
  CHECK(rising > 100);  // of 300 that are as likely the one as the other
  CHECK(rising < 200);
  CHECK_THROWS_AS(picture_of({{1, 0, 3, true}}, 20), ShapeError);
  CHECK_THROWS_AS(picture_of({{18, 0, 3, false}}, 20), ShapeError);
}

TEST_CASE("salt sets its share of the pixels and clears none") {
  Matrix image(100, 100);
  for (Index j = 0; j < 100; ++j) image(7, j) = 1;
  add_salt(image, 0.05, Stream(1, "salt"));
  float set = 0;
  for (Index i = 0; i < image.size(); ++i) set += image.data()[i];
  for (Index j = 0; j < 100; ++j) CHECK(image(7, j) == 1);
  CHECK(set - 100 == Approx(0.05 * 9900).margin(110));  // five standard deviations
}
