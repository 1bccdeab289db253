#include "reference/models/sparsity.h"

#include <limits>

#include "reference/core/error.h"
#include "tests/catch.h"

using namespace rederive;

TEST_CASE("zeros are exact, or small beside the largest of their own row") {
  Matrix m(2, 4);
  m(0, 0) = -100, m(0, 1) = 4, m(0, 2) = 5;  // the last is 0
  m(1, 0) = 0.5F, m(1, 1) = 0.01F, m(1, 2) = -0.6F, m(1, 3) = -0.0F;
  CHECK(zeros(m, 0.05).exact == 2.0 / 8);
  CHECK(zeros(m, 0.05).near == 4.0 / 8);
  CHECK(zeros(Matrix(2, 3), 0.05).near == 1);
  Matrix broken(1, 2);
  broken(0, 0) = std::numeric_limits<float>::quiet_NaN();
  CHECK(zeros(broken, 0.05).exact == 0.5);
  CHECK(zeros(broken, 0.05).near == 0.5);
  CHECK_THROWS_AS(zeros(Matrix(0, 3), 0.05), UsageError);
}
