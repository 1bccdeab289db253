#include "reference/oracles/random_words.h"

#include <cstddef>

namespace rederive::oracle {
namespace {

using Bytes = std::array<std::uint8_t, 16>;  // byte 4 c + r: column c, row r of the state

// FIPS 197, 4.2: multiplication in GF(2^8).
unsigned product(unsigned a, unsigned b) {
  unsigned sum = 0;
  for (unsigned bit = 0; bit < 8; ++bit) {
    if ((b >> bit & 1) != 0) sum ^= a << bit;
  }
  for (unsigned bit = 15; bit >= 8; --bit) {
    if ((sum >> bit & 1) != 0) sum ^= 0x11BU << (bit - 8);
  }
  return sum;
}

// FIPS 197, 5.1.1: the inverse, 0 for 0, then bit i is the sum of bits i, i + 4, ..., i + 7 (mod 8) and of 63's bit i.
unsigned substitute(unsigned a) {
  unsigned inverse = 0;
  for (unsigned b = 1; b < 256 && inverse == 0; ++b) inverse = product(a, b) == 1 ? b : 0;
  unsigned result = 0;
  for (unsigned i = 0; i < 8; ++i) {
    unsigned bit = 0x63U >> i & 1;
    for (const unsigned step : {0U, 4U, 5U, 6U, 7U}) bit ^= inverse >> ((i + step) % 8) & 1;
    result |= bit << i;
  }
  return result;
}

Bytes substitute_and_shift(const Bytes& state) {
  Bytes out{};
  for (std::size_t c = 0; c < 4; ++c) {
    for (std::size_t r = 0; r < 4; ++r) {
      out[4 * c + r] = static_cast<std::uint8_t>(substitute(state[4 * ((c + r) % 4) + r]));
    }
  }
  return out;
}

// FIPS 197, 5.1.3.
Bytes mix(const Bytes& state) {
  Bytes out{};
  for (std::size_t c = 0; c < 4; ++c) {
    for (std::size_t r = 0; r < 4; ++r) {
      const auto at = [&](std::size_t row) { return state[4 * c + (r + row) % 4]; };
      out[4 * c + r] = static_cast<std::uint8_t>(product(2, at(0)) ^ product(3, at(1)) ^ at(2) ^ at(3));
    }
  }
  return out;
}

}  // namespace

std::array<std::uint32_t, 4> ars(int rounds, const std::array<std::uint32_t, 4>& counter,
                                 const std::array<std::uint32_t, 4>& key) {
  // Salmon et al. 2011, 3.3: the round keys are a Weyl sequence in each half.
  std::uint64_t low = key[0] | std::uint64_t{key[1]} << 32;
  std::uint64_t high = key[2] | std::uint64_t{key[3]} << 32;
  Bytes state{};
  for (std::size_t i = 0; i < 16; ++i) state[i] = static_cast<std::uint8_t>(counter[i / 4] >> (8 * (i % 4)));
  for (int round = 0; round <= rounds; ++round) {
    if (round > 0) state = substitute_and_shift(state);
    if (round > 0 && round < rounds) state = mix(state);
    for (std::size_t i = 0; i < 16; ++i) {
      state[i] = static_cast<std::uint8_t>(state[i] ^ ((i < 8 ? low : high) >> (8 * (i % 8))));
    }
    low += 0x9E3779B97F4A7C15;
    high += 0xBB67AE8584CAA73B;
  }
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i < 16; ++i) words[i / 4] |= std::uint32_t{state[i]} << (8 * (i % 4));
  return words;
}

}  // namespace rederive::oracle
