#include "reference/training/fluctuation.h"

#include <vector>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("fluctuation is the root mean square of the steps") {
  CHECK(fluctuation(std::vector<double>{1, 4, 0}) == Approx(std::sqrt((9.0 + 16.0) / 2)));
  CHECK(fluctuation(std::vector<double>{2, 2, 2}) == 0);
  CHECK_THROWS_AS(fluctuation(std::vector<double>{1}), UsageError);
}
