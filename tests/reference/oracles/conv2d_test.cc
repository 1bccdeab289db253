#include "reference/oracles/conv2d.h"

#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix row(std::initializer_list<float> numbers) {
  Matrix m(1, static_cast<Index>(numbers.size()));
  Index i = 0;
  for (const float number : numbers) m.data()[i++] = number;
  return m;
}

}  // namespace

// An image 1 2 3 / 4 5 6 / 7 8 9 and the filter 1 10 / 100 1000, by hand.
TEST_CASE("oracle conv2d: one channel, one filter, by hand") {
  const oracle::Conv2d shape{3, 3, 1, 2, 2, 1, 1};
  const Matrix x = row({1, 2, 3, 4, 5, 6, 7, 8, 9});
  Matrix w(4, 1);
  w(0, 0) = 1, w(1, 0) = 10, w(2, 0) = 100, w(3, 0) = 1000;
  const float bias = 0.5F;
  CHECK(oracle::conv2d_forward(shape, x, w, &bias).value == std::vector<double>{5421.5, 6532.5, 8754.5, 9865.5});
  const Matrix g = row({1, 2, 3, 4});
  CHECK(oracle::conv2d_to_data(shape, g, w).value == std::vector<double>{1, 12, 20, 103, 1234, 2040, 300, 3400, 4000});
  CHECK(oracle::conv2d_to_weights(shape, x, g).value == std::vector<double>{37, 47, 67, 77});
  CHECK(oracle::conv2d_to_bias(shape, g).value == std::vector<double>{10});
}

// Two channels and two filters of 1 x 2 at a stride of 2: the fifth pixel is never read.
TEST_CASE("oracle conv2d: channels, filters and a stride, by hand") {
  const oracle::Conv2d shape{1, 5, 2, 1, 2, 2, 2};
  const Matrix x = row({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  Matrix w(4, 2);
  for (int i = 0; i < 4; ++i) w(i, 0) = 1, w(i, 1) = static_cast<float>(i);
  CHECK(oracle::conv2d_forward(shape, x, w, nullptr).value == std::vector<double>{10, 20, 26, 44});
  const Matrix g = row({1, 10, 100, 1000});
  CHECK(oracle::conv2d_to_data(shape, g, w).value == std::vector<double>{1, 11, 21, 31, 100, 1100, 2100, 3100, 0, 0});
  CHECK(oracle::conv2d_to_weights(shape, x, g).value ==
        std::vector<double>{501, 5010, 602, 6020, 703, 7030, 804, 8040});
  CHECK(oracle::conv2d_to_bias(shape, g).value == std::vector<double>{101, 1010});
}

TEST_CASE("oracle conv2d: magnitudes are sums over absolute values") {
  const oracle::Conv2d shape{1, 2, 1, 1, 2, 1, 1};
  const Matrix x = row({3, -3});
  Matrix w(2, 1);
  w(0, 0) = 2, w(1, 0) = 2;
  const auto y = oracle::conv2d_forward(shape, x, w, nullptr);
  CHECK(y.value == std::vector<double>{0});
  CHECK(y.magnitude == std::vector<double>{12});
}
