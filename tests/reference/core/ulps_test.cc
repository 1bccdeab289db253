#include "reference/core/ulps.h"

#include <cmath>
#include <limits>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("ulps: neighbours are one step apart, on either side of 0, too") {
  const float smallest = std::numeric_limits<float>::denorm_min();
  CHECK(ulps_between(1, 1) == 0);
  CHECK(ulps_between(0.0F, -0.0F) == 0);
  CHECK(ulps_between(1, std::nextafter(1.0F, 2.0F)) == 1);
  CHECK(ulps_between(std::nextafter(1.0F, 0.0F), 1) == 1);
  CHECK(ulps_between(-1, std::nextafter(-1.0F, 0.0F)) == 1);
  CHECK(ulps_between(smallest, -smallest) == 2);
  CHECK(ulps_between(1, 2) == 1 << 23);
  CHECK(ulps_between(std::numeric_limits<float>::max(), -std::numeric_limits<float>::max()) == 2 * 0x7f7fffffLL);
}
