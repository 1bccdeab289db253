#include "reference/kernels/pool2d.h"

#include <cmath>
#include <limits>
#include <vector>

#include "reference/core/sha256.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

Matrix row(std::initializer_list<float> numbers) {
  Matrix m(1, static_cast<Index>(numbers.size()));
  Index i = 0;
  for (const float number : numbers) m.data()[i++] = number;
  return m;
}

// Sixteen-bit numbers in [-1, 1), every ninth a zero, by no generator that could ever change.
Matrix some_matrix(Index rows, Index cols, Index kind) {
  Matrix m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) {
    const Index number = (i * i * 7919 + i * 40503 + kind) % 65536 - 32768;
    m.data()[i] = i % 9 == 4 ? 0 : static_cast<float>(number) / 32768;
  }
  return m;
}

std::vector<float> numbers(const Matrix& m) { return {m.data(), m.data() + m.size()}; }

struct Places {
  Places(Index rows, Index cols) : bytes(static_cast<std::size_t>(rows * cols)), view{bytes.data(), rows, cols, cols} {}
  std::vector<std::uint8_t> bytes;
  View<std::uint8_t> view;
};

std::string_view bytes(const void* data, Index count) {
  return {static_cast<const char*>(data), static_cast<std::size_t>(count)};
}

}  // namespace

// The numbers of tests/reference/oracles/pool2d_test.cc.
TEST_CASE("pool2d: overlapping windows by hand") {
  const Pool2dShape shape{3, 3, 1, 2, 1};
  const Matrix x = row({1, -2, 3, 4, 4, -6, 7, 0, 9});
  const Matrix g = row({1, 10, 100, 1000});
  Matrix y(1, 4);
  Matrix dx(1, 9);
  Places chosen(1, 4);
  pool2d_max(shape, x, y, chosen.view);
  CHECK(numbers(y) == std::vector<float>{4, 4, 7, 9});
  CHECK(chosen.bytes == std::vector<std::uint8_t>{2, 2, 2, 3});
  pool2d_max_backward(shape, g, chosen.view, dx);
  CHECK(numbers(dx) == std::vector<float>{0, 0, 0, 1, 10, 0, 100, 0, 1000});
  pool2d_average(shape, x, y);
  CHECK(numbers(y) == std::vector<float>{1.75F, -0.25F, 3.75F, 1.75F});
  pool2d_average_backward(shape, g, dx);
  CHECK(numbers(dx) == std::vector<float>{0.25F, 2.75F, 2.5F, 25.25F, 277.75F, 252.5F, 25, 275, 250});
  pool2d_lp(shape, 1, x, y);
  CHECK(numbers(y) == std::vector<float>{11, 15, 15, 19});
  pool2d_lp_backward(shape, 1, x, y, g, dx);
  CHECK(numbers(dx) == std::vector<float>{1, -11, 10, 101, 1111, -1010, 100, 0, 1000});
  const Matrix flat = row({3, 0, 0, -4, 0, 0, 0, 0, 0});
  pool2d_lp(shape, 2, flat, y);
  CHECK(numbers(y) == std::vector<float>{5, 0, 4, 0});
}

TEST_CASE("pool2d: the ConvNet's layer halves the sides, and an odd pixel is left over") {
  const Pool2dShape layer{24, 24, 64, 2, 2};
  CHECK((layer.out_height() == 12 && layer.out_width() == 12 && layer.output() == 9216));
  const Pool2dShape odd{25, 24, 1, 3, 2};
  CHECK((odd.out_height() == 12 && odd.out_width() == 11));
}

TEST_CASE("pool2d: NaN, infinities and zeros on every target, in vectors and beyond them") {
  for (const std::string& target : supported_targets()) {
    force_target(target);
    INFO(target);
    for (const Index channels : {1, 16, 19}) {
      const Pool2dShape pair{2, 2, channels, 2, 2};
      const auto window = [&](float a, float b, float c, float d) {
        Matrix x(1, pair.image());
        const float four[] = {a, b, c, d};
        for (Index i = 0; i < x.size(); ++i) x.data()[i] = four[i / channels];
        return x;
      };
      Matrix y(1, channels);
      Places chosen(1, channels);
      const auto last = static_cast<std::size_t>(channels - 1);
      pool2d_max(pair, window(1, kNan, kInfinity, kNan), y, chosen.view);
      CHECK((std::isnan(y(0, channels - 1)) && chosen.bytes[last] == 1));
      pool2d_max(pair, window(-kInfinity, -kInfinity, -kInfinity, -kInfinity), y, chosen.view);
      CHECK((y(0, channels - 1) == -kInfinity && chosen.bytes[last] == 0));
      pool2d_max(pair, window(0.0F, -0.0F, -1, -2), y, chosen.view);
      CHECK((y(0, channels - 1) == 0 && chosen.bytes[last] == 0));
      for (const float p : {1.0F, 2.0F, 3.0F, 1.25F, 1e6F}) {
        INFO("p = " << p);
        Matrix dx(1, pair.image());
        Matrix g(1, channels);
        for (Index c = 0; c < channels; ++c) g(0, c) = 1;
        pool2d_lp(pair, p, window(0, -0.0F, 0, 0), y);
        CHECK(y(0, channels - 1) == 0);
        pool2d_lp_backward(pair, p, window(0, -0.0F, 0, 0), y, g, dx);
        for (Index i = 0; i < dx.size(); ++i) CHECK((dx.data()[i] == 0 && !std::signbit(dx.data()[i])));
        pool2d_lp(pair, p, window(0, -3, 0, 0), y);
        CHECK(y(0, channels - 1) == 3);
        pool2d_lp_backward(pair, p, window(0, -3, 0, 0), y, g, dx);
        CHECK((dx.data()[channels] == -1 && dx.data()[0] == 0));
        pool2d_lp(pair, p, window(0, kNan, 0, 1), y);
        CHECK(std::isnan(y(0, channels - 1)));
        // Squares and cubes would overflow and underflow.
        const double root = std::pow(4.0, 1 / static_cast<double>(p));
        for (const float size : {0x1p-130F, 0x1p-100F, 0x1p100F}) {
          pool2d_lp(pair, p, window(size, -size, size, size), y);
          CHECK(std::fabs(y(0, channels - 1) / (root * static_cast<double>(size)) - 1) < 1e-5);
        }
      }
    }
    force_target("");
  }
}

TEST_CASE("pool2d: the digest of results is the same on every target, and known") {
  const Pool2dShape shapes[] = {{24, 24, 64, 2, 2}, {9, 10, 19, 3, 2}, {7, 8, 5, 2, 3}, {6, 6, 1, 4, 1}};
  for (const std::string& target : supported_targets()) {
    force_target(target);
    Sha256 hash;
    for (const Pool2dShape& shape : shapes) {
      const Matrix x = some_matrix(3, shape.image(), 1);
      const Matrix g = some_matrix(3, shape.output(), 2);
      Matrix y(3, shape.output());
      Matrix dx(3, shape.image());
      Places chosen(3, shape.output());
      const auto add = [&] {
        hash.add(bytes(y.data(), 4 * y.size()));
        hash.add(bytes(dx.data(), 4 * dx.size()));
      };
      pool2d_max(shape, x, y, chosen.view);
      pool2d_max_backward(shape, g, chosen.view, dx);
      hash.add(bytes(chosen.bytes.data(), static_cast<Index>(chosen.bytes.size())));
      add();
      pool2d_average(shape, x, y);
      pool2d_average_backward(shape, g, dx);
      add();
      for (const float p : {1.0F, 2.0F, 2.5F}) {
        pool2d_lp(shape, p, x, y);
        pool2d_lp_backward(shape, p, x, y, g, dx);
        add();
      }
    }
    force_target("");
    INFO(target);
    CHECK(hash.finish_hex().substr(0, 16) == "5ef506afee89fc99");
  }
}

TEST_CASE("pool2d: shapes and exponents that do not fit are named") {
  const Pool2dShape shape{4, 6, 2, 2, 2};
  Matrix x(3, 48);
  Matrix y(3, 12);
  Places chosen(3, 12);
  CHECK_NOTHROW(pool2d_max(shape, x, y, chosen.view));
  CHECK_THROWS_WITH(pool2d_max(shape, x, y, Places(3, 11).view), ContainsSubstring("3 x 11"));
  CHECK_THROWS_WITH(pool2d_average(shape, y, y), ContainsSubstring("3 x 12") && ContainsSubstring("3 x 48"));
  CHECK_THROWS_WITH(pool2d_average_backward(shape, y, y), ContainsSubstring("dx"));
  CHECK_THROWS_WITH(pool2d_lp_backward(shape, 2, y, y, y, x), ContainsSubstring("x is 3 x 12"));
  CHECK_THROWS_WITH(pool2d_average({4, 6, 2, 5, 2}, x, y), ContainsSubstring("windows of 5"));
  CHECK_THROWS_WITH(pool2d_average({40, 40, 2, 17, 2}, x, y), ContainsSubstring("at most 16"));
  for (const float p : {0.5F, kNan, kInfinity}) CHECK_THROWS_AS(pool2d_lp(shape, p, x, y), UsageError);
}
