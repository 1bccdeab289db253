#include "reference/core/parallel.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("every piece is computed once, whatever the number of threads") {
  for (const int threads : {1, 2, 3, 8}) {
    std::vector<int> seen(103, 0);
    parallel_for(103, 10, threads, [&](Index first, Index last, Index piece) {
      REQUIRE(first == piece * 10);
      for (Index i = first; i < last; ++i) ++seen[static_cast<std::size_t>(i)];
    });
    CHECK(seen == std::vector<int>(103, 1));
  }
  parallel_for(0, 10, 2, [](Index, Index, Index) { FAIL("there is nothing to do"); });
}

TEST_CASE("a sum has the same bits at any number of threads, and they depend on the pieces") {
  const auto part = [](Index first, Index last) {
    double sum = 0;
    for (Index i = first; i < last; ++i) sum += 1 / std::sqrt(i + 1.0);
    return sum;
  };
  const double one = parallel_sum(100000, 37, 1, part);
  for (const int threads : {2, 3, 8}) CHECK(parallel_sum(100000, 37, threads, part) == one);
  // The check could fail: other pieces are another order of summation.
  CHECK(parallel_sum(100000, 100000, 1, part) != one);
}

TEST_CASE("the exception of the first failing piece arrives") {
  const auto fail = [](Index first, Index, Index) {
    if (first >= 20) throw std::runtime_error(std::to_string(first));
  };
  CHECK_THROWS_WITH(parallel_for(100, 10, 1, fail), "20");
  CHECK_THROWS_AS(parallel_for(100, 10, 4, fail), std::runtime_error);
}
