#include "reference/data/patches.h"

#include <set>

#include "reference/core/error.h"
#include "tests/catch.h"

using namespace rederive;

TEST_CASE("patches are pieces of their images, all places in turn, and have ink") {
  // Pixel values tell where a patch is from: 10 image + 4 y + x, all in a 2 x 3 x 4 set.
  LabelledImages images{.count = 2, .height = 3, .width = 4, .pixels = {}, .labels = {0, 1}};
  for (int image = 0; image < 2; ++image) {
    for (int place = 0; place < 12; ++place) images.pixels.push_back(static_cast<std::uint8_t>(100 * image + place));
  }
  const Matrix patches = random_patches(images, 200, 2, 0, Stream(1, "patches"));
  std::set<int> places;
  for (Index n = 0; n < 200; ++n) {
    const int first = static_cast<int>(patches(n, 0) * 255.0F + 0.5F);
    places.insert(first);
    CHECK(patches(n, 1) * 255.0F == Approx(first + 1));
    CHECK(patches(n, 2) * 255.0F == Approx(first + 4));
    CHECK(patches(n, 3) * 255.0F == Approx(first + 5));
  }
  CHECK(places == std::set<int>{0, 1, 2, 4, 5, 6, 100, 101, 102, 104, 105, 106});
}

TEST_CASE("patches without ink are passed over") {
  LabelledImages images{.count = 1, .height = 2, .width = 3, .pixels = {0, 0, 255, 0, 0, 255}, .labels = {0}};
  const Matrix patches = random_patches(images, 50, 2, 0.4, Stream(1, "patches"));
  for (Index n = 0; n < 50; ++n) CHECK(patches(n, 1) == 1);
  CHECK_THROWS_AS(random_patches(images, 5, 2, 0.6, Stream(1, "patches")), UnavailableError);
  CHECK_THROWS_AS(random_patches(images, 5, 3, 0, Stream(1, "patches")), UsageError);
  CHECK_THROWS_AS(random_patches(images, 0, 2, 0, Stream(1, "patches")), UsageError);
}
