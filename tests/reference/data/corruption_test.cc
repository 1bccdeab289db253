#include "reference/data/corruption.h"

#include <cmath>

#include "reference/core/error.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix even(float value) {
  Matrix m(200, 500);
  std::fill_n(m.data(), m.size(), value);
  return m;
}

Index count(const Matrix& m, float value) { return std::count(m.data(), m.data() + m.size(), value); }

}  // namespace

TEST_CASE("masking sets the asked share of the pixels to zero and leaves the rest") {
  for (const double rate : {0.1, 0.5}) {
    Matrix x = even(.25F);
    const Index damaged = corrupt(x, Corruption::masking, rate, Stream(1, "noise"));
    CHECK(count(x, 0) == damaged);
    CHECK(count(x, .25F) == x.size() - damaged);
    // 100 000 coins: five standard deviations, once in two million.
    CHECK(std::abs(static_cast<double>(damaged) - rate * 100000) < 5 * std::sqrt(100000 * rate * (1 - rate)));
  }
}

TEST_CASE("salt and pepper in equal parts") {
  Matrix x = even(.25F);
  const Index damaged = corrupt(x, Corruption::salt_and_pepper, 0.3, Stream(2, "noise"));
  CHECK(count(x, 0) + count(x, 1) == damaged);
  CHECK(std::abs(static_cast<double>(count(x, 1) - count(x, 0))) < 5 * std::sqrt(static_cast<double>(damaged)));
}

TEST_CASE("the pixels damaged at a low rate are among those damaged at a higher one") {
  Matrix low = even(1);
  Matrix high = even(1);
  corrupt(low, Corruption::masking, 0.1, Stream(3, "noise"));
  corrupt(high, Corruption::masking, 0.2, Stream(3, "noise"));
  for (Index i = 0; i < low.size(); ++i) CHECK_FALSE((low.data()[i] == 0 && high.data()[i] != 0));
}

TEST_CASE("a pixel is decided by its own word, and the ends are exact") {
  Matrix x = even(1);
  const Stream stream(4, "noise");
  corrupt(x, Corruption::masking, 0.25, stream);
  for (const Index i : {0, 3, 199}) {
    for (Index j = 0; j < 500; ++j) {
      CHECK((x(i, j) == 0) == (uniform(stream.word(static_cast<std::uint64_t>(i * 500 + j))) < 0.25F));
    }
  }
  Matrix none = even(1);
  CHECK(corrupt(none, Corruption::masking, 0, stream) == 0);
  CHECK(count(none, 1) == none.size());
  CHECK(corrupt(none, Corruption::masking, 1, stream) == none.size());
  CHECK_THROWS_AS(corrupt(none, Corruption::masking, 1.5, stream), UsageError);
  CHECK_THROWS_AS(corrupt(none, Corruption::masking, std::nan(""), stream), UsageError);
}
