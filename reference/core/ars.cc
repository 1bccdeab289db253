#include "reference/core/ars.h"

// Four blocks to an AES instruction instead of one, where the processor has it.
#define HWY_WANT_AVX3_DL 1
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/core/ars.cc"
#include <hwy/foreach_target.h>  // NOLINT(misc-include-cleaner): compiles the vector part of this file once a target
//
#include <hwy/highway.h>

#include "reference/core/ars-inl.h"

#if HWY_ONCE
#include <bit>

namespace rederive {

HWY_EXPORT(ArsBlocks);

namespace {

// The tables of FIPS 197 from their definitions: bytes are polynomials over GF(2) modulo x^8 + x^4 + x^3 + x + 1.
constexpr std::uint8_t doubled(std::uint8_t a) {
  return static_cast<std::uint8_t>((a << 1) ^ ((a & 0x80) != 0 ? 0x1B : 0));
}

constexpr std::uint8_t times(std::uint8_t a, std::uint8_t b) {
  std::uint8_t product = 0;
  for (; b != 0; b = static_cast<std::uint8_t>(b >> 1), a = doubled(a)) product ^= (b & 1) != 0 ? a : 0;
  return product;
}

constexpr std::array<std::uint8_t, 256> substitution() {
  std::array<std::uint8_t, 256> box{};
  for (std::size_t i = 0; i < 256; ++i) {
    std::uint8_t power = static_cast<std::uint8_t>(i);
    std::uint8_t inverse = 1;  // i^254 = i^2 i^4 ... i^128; 0 for 0
    for (int square = 1; square < 8; ++square) {
      power = times(power, power);
      inverse = times(inverse, power);
    }
    std::uint8_t sum = 0x63;
    for (int turn = 0; turn < 5; ++turn) sum ^= std::rotl(inverse, turn);
    box[i] = sum;
  }
  return box;
}

constexpr std::array<std::uint8_t, 256> kBox = substitution();

// What the first byte of a column adds to that column when it is mixed: 2, 1, 1, 3 times its substitute.
constexpr std::array<std::uint32_t, 256> mixing() {
  std::array<std::uint32_t, 256> table{};
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint32_t one = kBox[i];
    const std::uint32_t two = doubled(kBox[i]);
    table[i] = two | one << 8 | one << 16 | (one ^ two) << 24;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kMixing = mixing();

// Row r of column c comes from column c + r.
std::uint32_t byte_of(const ArsWords& x, std::size_t column, std::size_t row) {
  return x[(column + row) % 4] >> (8 * row) & 0xFF;
}

}  // namespace

ArsWords ars_block(const ArsWords& counter, const ArsWords& key) {
  std::uint64_t low = key[0] | std::uint64_t{key[1]} << 32;
  std::uint64_t high = key[2] | std::uint64_t{key[3]} << 32;
  ArsWords x = {counter[0] ^ key[0], counter[1] ^ key[1], counter[2] ^ key[2], counter[3] ^ key[3]};
  for (int round = 1; round <= kArsRounds; ++round) {
    low += kArsStep[0];
    high += kArsStep[1];
    ArsWords y{};
    for (std::size_t column = 0; column < 4; ++column) {
      for (std::size_t row = 0; row < 4; ++row) {
        const std::uint32_t byte = byte_of(x, column, row);
        const int place = static_cast<int>(8 * row);
        y[column] ^= round < kArsRounds ? std::rotl(kMixing[byte], place) : std::uint32_t{kBox[byte]} << place;
      }
      y[column] ^= static_cast<std::uint32_t>((column < 2 ? low : high) >> (32 * (column % 2)));
    }
    x = y;
  }
  return x;
}

void ars_blocks(const ArsWords& key, const std::array<std::uint32_t, 2>& sub, std::uint64_t first_block,
                std::uint64_t blocks, std::uint32_t* words) {
  HWY_DYNAMIC_DISPATCH(ArsBlocks)(key, sub, first_block, blocks, words);
}

}  // namespace rederive
#endif
