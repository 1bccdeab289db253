#include "reference/core/bits.h"

#include <array>
#include <bit>
#include <limits>
#include <vector>

#include "reference/core/sha256.h"
#include "tests/catch.h"

using namespace rederive;

TEST_CASE("a digest is the SHA-256 of the bytes, least significant first") {
  const std::array<float, 2> one_two = {1, 2};
  const std::array<std::uint8_t, 8> bytes = {0, 0, 0x80, 0x3f, 0, 0, 0, 0x40};
  CHECK(bits_digest(one_two) == sha256_hex(bytes).substr(0, 32));
  const std::array<double, 1> one = {1};
  const std::array<std::uint8_t, 8> wide = {0, 0, 0, 0, 0, 0, 0xf0, 0x3f};
  CHECK(bits_digest(one) == sha256_hex(wide).substr(0, 32));
}

TEST_CASE("every bit of a number counts, but NaNs are one") {
  const auto of = [](float x) { return bits_digest(std::span<const float>(&x, 1)); };
  CHECK(of(0.0F) != of(-0.0F));
  CHECK(of(1.0F) != of(std::bit_cast<float>(0x3f800001U)));
  CHECK(of(std::bit_cast<float>(0x7fc00000U)) == of(std::bit_cast<float>(0xffc00001U)));
  CHECK(of(std::numeric_limits<float>::quiet_NaN()) != of(std::numeric_limits<float>::infinity()));
  const auto of_double = [](double x) { return bits_digest(std::span<const double>(&x, 1)); };
  CHECK(of_double(-std::numeric_limits<double>::quiet_NaN()) == of_double(std::numeric_limits<double>::quiet_NaN()));
}

TEST_CASE("a matrix: shape and elements, not the stride") {
  std::vector<float> wide = {1, 2, 3, 99, 4, 5, 6, 98};
  std::vector<float> tight = {1, 2, 3, 4, 5, 6};
  const ConstMatrixView strided{wide.data(), 2, 3, 4};
  const ConstMatrixView dense{tight.data(), 2, 3, 3};
  CHECK(bits_digest(strided) == bits_digest(dense));
  CHECK(bits_digest(dense) != bits_digest(ConstMatrixView{tight.data(), 3, 2, 2}));
  wide[5] = 7;
  CHECK(bits_digest(strided) != bits_digest(dense));
}
