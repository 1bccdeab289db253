#include "reference/data/minibatches.h"

#include <algorithm>
#include <numeric>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("batches hold every row once; the last one may be short") {
  for (const Index count : {0, 1, 9, 10, 11, 25}) {
    std::vector<std::uint32_t> seen;
    std::vector<std::size_t> sizes;
    const Minibatches batches = minibatches(count, 10, Stream(1, "shuffle"));
    for (const auto& batch : batches) {
      seen.insert(seen.end(), batch.begin(), batch.end());
      sizes.push_back(batch.size());
    }
    CHECK(sizes.size() == batches.size());
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) CHECK(sizes[i] == 10);
    CHECK(seen == permutation(static_cast<std::uint32_t>(count), Stream(1, "shuffle")));
    std::sort(seen.begin(), seen.end());
    std::vector<std::uint32_t> all(static_cast<std::size_t>(count));
    std::iota(all.begin(), all.end(), 0U);
    CHECK(seen == all);
  }
  // A temporary in the head of a loop lives as long as the loop.
  std::size_t rows = 0;
  for (const auto batch : minibatches(1000, 7, Stream(2, "shuffle"))) rows += batch.size();
  CHECK(rows == 1000);
}

TEST_CASE("another stream is another order") {
  const auto first = [](std::uint64_t epoch) {
    const Minibatches batches = minibatches(100, 100, Stream(1, "shuffle", {epoch}));
    const auto batch = *batches.begin();
    return std::vector<std::uint32_t>(batch.begin(), batch.end());
  };
  CHECK(first(1) == first(1));
  CHECK(first(1) != first(2));
}

TEST_CASE("impossible batches are refused") {
  CHECK_THROWS_AS(minibatches(10, 0, Stream(1, "shuffle")), UsageError);
  CHECK_THROWS_AS(minibatches(10, -3, Stream(1, "shuffle")), UsageError);
  CHECK_THROWS_AS(minibatches(-1, 3, Stream(1, "shuffle")), ShapeError);
}

TEST_CASE("rows are gathered in the order asked for, also from a view with a stride") {
  Matrix source(4, 5);
  std::iota(source.data(), source.data() + 20, 0.0F);
  const ConstMatrixView inner{source.data() + 1, 4, 3, 5};
  const std::vector<std::uint32_t> order{3, 0, 3};
  Matrix out(10, 10);
  const float* memory = out.data();
  gather_rows(inner, order, out);
  CHECK(out.rows() == 3);
  CHECK(out.cols() == 3);
  CHECK(out.data() == memory);
  CHECK(std::vector<float>(out.data(), out.data() + 9) == std::vector<float>{16, 17, 18, 1, 2, 3, 16, 17, 18});
  const std::vector<std::uint32_t> beyond{1, 4};
  CHECK_THROWS_WITH(gather_rows(inner, beyond, out), ContainsSubstring("row 4 of a 4 x 3 matrix"));
}
