// ARS-7: four words from a counter and a key of four words each, by seven rounds of AES.
//
// Source: Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011), section 3.3 and table 2;
// Random123's ars4x32. The round function is that of AES (FIPS 197), the round keys are key + r times two constants
// (Weyl sequences, in two 64-bit halves). Five rounds are enough for TestU01's BigCrush, seven are the authors' choice.
// It is no cipher: its keys are too simply made for that.
#pragma once

#include <array>
#include <cstdint>

namespace rederive {

using ArsWords = std::array<std::uint32_t, 4>;

constexpr int kArsRounds = 7;
/// What a round's key is more than the one before, lower and upper half: 2^64 / golden ratio and 2^64 (sqrt(3) - 1).
constexpr std::array<std::uint64_t, 2> kArsStep = {0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B};

/// In portable C++, for single blocks and for machines without AES instructions.
ArsWords ars_block(const ArsWords& counter, const ArsWords& key);

/// words[0 .. 4 blocks) = ars_block({low, high, sub[0], sub[1]}, key) for the 64-bit numbers (low, high) from
/// `first_block` on, with the instructions that the processor has (reference/core/ars-inl.h).
void ars_blocks(const ArsWords& key, const std::array<std::uint32_t, 2>& sub, std::uint64_t first_block,
                std::uint64_t blocks, std::uint32_t* words);

}  // namespace rederive
