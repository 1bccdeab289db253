// ARS-7 (reference/core/ars.h) with AES instructions; included once per target, hence no #pragma once.
//
// A block is independent of every other and an instruction takes three to eight cycles, so eight vectors are in flight.
// Only AVX3_DL has an instruction for more than one block; elsewhere vectors of one block are faster than wide ones
// that are taken apart for every round.
#if defined(REDERIVE_CORE_ARS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_CORE_ARS_INL_H_
#undef REDERIVE_CORE_ARS_INL_H_
#else
#define REDERIVE_CORE_ARS_INL_H_
#endif

#include <algorithm>
#include <array>
#include <cstdint>

#include <hwy/highway.h>

#include "reference/core/ars.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

inline void ArsBlocks(const ArsWords& key, const std::array<std::uint32_t, 2>& sub, std::uint64_t first_block,
                      std::uint64_t blocks, std::uint32_t* words) {
  for (std::uint64_t b = 0; b < blocks; ++b) {
    const std::uint64_t number = first_block + b;
    const ArsWords four =
        ars_block({static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32), sub[0], sub[1]}, key);
    std::copy(four.begin(), four.end(), words + 4 * b);
  }
}

#else

#if HWY_TARGET == HWY_AVX3_DL
using AesBytes = hn::ScalableTag<std::uint8_t>;
#else
using AesBytes = hn::CappedTag<std::uint8_t, 16>;
#endif
using AesVec = hn::Vec<AesBytes>;
using AesHalves = hn::Repartition<std::uint64_t, AesBytes>;
using AesWords = hn::Repartition<std::uint32_t, AesBytes>;

/// A stream's words, a few vectors at a time. Keep it in a variable of the loop: its members are registers then.
class Ars {
 public:
  static HWY_INLINE std::uint64_t blocks_of_vector() { return hn::Lanes(AesBytes()) / 16; }

  HWY_INLINE Ars(const ArsWords& key, const std::array<std::uint32_t, 2>& sub, std::uint64_t first_block) {
    const AesHalves d;
    alignas(64) std::uint64_t halves[8];
    for (int r = 0; r <= kArsRounds; ++r) {
      for (int i = 0; i < 8; ++i) {
        const std::uint64_t half = key[i % 2 * 2] | std::uint64_t{key[i % 2 * 2 + 1]} << 32;
        halves[i] = half + static_cast<std::uint64_t>(r) * kArsStep[i % 2];
      }
      keys_[r] = hn::BitCast(AesBytes(), hn::Load(d, halves));
    }
    const std::uint64_t upper = sub[0] | std::uint64_t{sub[1]} << 32;
    for (int i = 0; i < 8; ++i) halves[i] = i % 2 == 0 ? static_cast<std::uint64_t>(i / 2) : upper;
    origin_ = hn::BitCast(AesBytes(), hn::Load(d, halves));
    for (int i = 0; i < 8; ++i) halves[i] = i % 2 == 0 ? blocks_of_vector() : 0;
    step_ = hn::BitCast(AesBytes(), hn::Load(d, halves));
    seek(first_block);
  }

  HWY_INLINE void seek(std::uint64_t block) {
    const AesHalves d;
    const auto number = hn::OddEven(hn::Zero(d), hn::Set(d, block));
    counter_ = hn::BitCast(AesBytes(), hn::Add(hn::BitCast(d, origin_), number));
  }

  /// The next kVectors vectors of words.
  template <int kVectors>
  HWY_INLINE void next(hn::Vec<AesWords> (&words)[kVectors]) {
    const AesBytes d;
    const AesHalves halves;
    AesVec x[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      x[v] = hn::Xor(counter_, keys_[0]);
      counter_ = hn::BitCast(d, hn::Add(hn::BitCast(halves, counter_), hn::BitCast(halves, step_)));
    }
#pragma GCC unroll 8
    for (int r = 1; r < kArsRounds; ++r) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) x[v] = hn::AESRound(x[v], keys_[r]);
    }
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      words[v] = hn::BitCast(AesWords(), hn::AESLastRound(x[v], keys_[kArsRounds]));
    }
  }

 private:
  AesVec keys_[kArsRounds + 1];
  AesVec origin_;
  AesVec step_;
  AesVec counter_;
};

inline void ArsBlocks(const ArsWords& key, const std::array<std::uint32_t, 2>& sub, std::uint64_t first_block,
                      std::uint64_t blocks, std::uint32_t* words) {
  constexpr int kVectors = 8;
  const AesWords d;
  const std::uint64_t at_once = kVectors * Ars::blocks_of_vector();
  Ars ars(key, sub, first_block);
  hn::Vec<AesWords> next[kVectors];
  std::uint64_t b = 0;
  for (; b + at_once <= blocks; b += at_once) {
    ars.next(next);
    for (int v = 0; v < kVectors; ++v)
      hn::StoreU(next[v], d, words + 4 * b + static_cast<std::size_t>(v) * hn::Lanes(d));
  }
  if (b == blocks) return;
  alignas(64) std::uint32_t rest[kVectors * hn::MaxLanes(d)];
  ars.next(next);
  for (int v = 0; v < kVectors; ++v) hn::Store(next[v], d, rest + static_cast<std::size_t>(v) * hn::Lanes(d));
  std::copy(rest, rest + 4 * (blocks - b), words + 4 * b);
}

#endif

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
