// Two other counter-based generators of Salmon, Moraes, Dror, Shaw (SC 2011), for the comparison in random_words.cc:
// Philox4x32-10 and Threefry4x32-20, the authors' choices of rounds. Included once per target.
//
// Both have four words of counter, so a vector holds consecutive blocks and there are four such vectors. Words come in
// groups of 64: words 0 of sixteen blocks, then their words 1, 2 and 3; so no target has to shuffle.
#if defined(REDERIVE_KERNELS_OTHER_GENERATORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_OTHER_GENERATORS_INL_H_
#undef REDERIVE_KERNELS_OTHER_GENERATORS_INL_H_
#else
#define REDERIVE_KERNELS_OTHER_GENERATORS_INL_H_
#endif

#include <array>
#include <cstdint>

#include "reference/core/ars.h"
#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

using Words = hn::ScalableTag<std::uint32_t>;
using WordVec = hn::Vec<Words>;
using Wides = hn::Repartition<std::uint64_t, Words>;
using WideVec = hn::Vec<Wides>;
constexpr Index kGroup = 64;
constexpr Index kGroupBlocks = 16;

// Philox multiplies 32 by 32 to 64 bits, which vectors do in lanes of 64. So blocks stay in 64-bit lanes for all
// rounds, the even ones in one vector and the odd ones in another, with the upper halves ignored; at the end one blend
// interleaves them.
inline void PhiloxGroups(const ArsWords& key, const std::array<std::uint32_t, 2>& sub, Index groups,
                         std::uint32_t* words) {
  constexpr std::uint32_t kMultipliers[2] = {0xD2511F53, 0xCD9E8D57};
  constexpr std::uint32_t kSteps[2] = {0x9E3779B9, 0xBB67AE85};
  constexpr int kRounds = 10;
  const Words d32;
  const Wides d64;
  const Index lanes = static_cast<Index>(hn::Lanes(d32));
  const WideVec m0 = hn::Set(d64, kMultipliers[0]);
  const WideVec m1 = hn::Set(d64, kMultipliers[1]);
  const auto times = [&](WideVec a, WideVec b) { return hn::MulEven(hn::BitCast(d32, a), hn::BitCast(d32, b)); };
  for (Index block = 0; block < groups * kGroupBlocks; block += lanes) {
    WideVec x0[2];
    WideVec x1[2];
    WideVec x2[2] = {hn::Set(d64, sub[0]), hn::Set(d64, sub[0])};
    WideVec x3[2] = {hn::Set(d64, sub[1]), hn::Set(d64, sub[1])};
    for (int odd = 0; odd < 2; ++odd) {
      x0[odd] = hn::Add(hn::Set(d64, static_cast<std::uint64_t>(block + odd)), hn::ShiftLeft<1>(hn::Iota(d64, 0)));
      x1[odd] = hn::ShiftRight<32>(x0[odd]);
    }
#pragma GCC unroll 10
    for (std::uint32_t round = 0; round < kRounds; ++round) {
      const WideVec k0 = hn::Set(d64, key[0] + round * kSteps[0]);
      const WideVec k1 = hn::Set(d64, key[1] + round * kSteps[1]);
      for (int odd = 0; odd < 2; ++odd) {
        const WideVec product0 = times(x0[odd], m0);
        const WideVec product1 = times(x2[odd], m1);
        x0[odd] = hn::Xor(hn::Xor(hn::ShiftRight<32>(product1), x1[odd]), k0);
        x2[odd] = hn::Xor(hn::Xor(hn::ShiftRight<32>(product0), x3[odd]), k1);
        x1[odd] = product1;
        x3[odd] = product0;
      }
    }
    std::uint32_t* to = words + block / kGroupBlocks * kGroup + block % kGroupBlocks;
    const auto store = [&](const WideVec(&x)[2], Index word) {
      const auto upper = hn::BitCast(d32, hn::ShiftLeft<32>(x[1]));
      hn::StoreU(hn::OddEven(upper, hn::BitCast(d32, x[0])), d32, to + word * kGroupBlocks);
    };
    store(x0, 0);
    store(x1, 1);
    store(x2, 2);
    store(x3, 3);
  }
}

// Two rounds of Threefry: (0, 1) and (2, 3) mixed, then (0, 3) and (2, 1).
template <int kA, int kB, int kC, int kD>
HWY_INLINE void ThreefryRounds(WordVec (&x)[4]) {
  const auto mix = [](WordVec& sum, WordVec& turned, auto turn) {
    sum = hn::Add(sum, turned);
    turned = hn::Xor(hn::RotateRight<32 - decltype(turn)::value>(turned), sum);
  };
  mix(x[0], x[1], std::integral_constant<int, kA>());
  mix(x[2], x[3], std::integral_constant<int, kB>());
  mix(x[0], x[3], std::integral_constant<int, kC>());
  mix(x[2], x[1], std::integral_constant<int, kD>());
}

inline void ThreefryGroups(const ArsWords& key, const std::array<std::uint32_t, 2>& sub, Index groups,
                           std::uint32_t* words) {
  const Words d;
  const Index lanes = static_cast<Index>(hn::Lanes(d));
  const std::uint32_t keys[5] = {key[0], key[1], key[2], key[3], 0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]};
  for (Index block = 0; block < groups * kGroupBlocks; block += lanes) {
    WordVec x[4] = {hn::Iota(d, static_cast<std::uint32_t>(block)), hn::Zero(d), hn::Set(d, sub[0]),
                    hn::Set(d, sub[1])};
#pragma GCC unroll 6
    for (std::uint32_t part = 0; part <= 5; ++part) {
      if (part % 2 == 1) {
        ThreefryRounds<10, 26, 11, 21>(x);
        ThreefryRounds<13, 27, 23, 5>(x);
      } else if (part > 0) {
        ThreefryRounds<6, 20, 17, 11>(x);
        ThreefryRounds<25, 10, 18, 20>(x);
      }
      for (std::uint32_t w = 0; w < 4; ++w) {
        x[w] = hn::Add(x[w], hn::Set(d, keys[(part + w) % 5] + (w == 3 ? part : 0)));
      }
    }
    std::uint32_t* to = words + block / kGroupBlocks * kGroup + block % kGroupBlocks;
    for (Index w = 0; w < 4; ++w) hn::StoreU(x[w], d, to + w * kGroupBlocks);
  }
}

#endif

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
