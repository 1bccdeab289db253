// The words of a Stream (reference/core/random.h), a group of 64 at a time.
//
// Philox4x32-10 multiplies 32 by 32 to 64 bits, which vectors do in lanes of 64. So the sixteen blocks of a group stay
// in 64-bit lanes for all ten rounds, the even ones in one vector and the odd ones in another, with the upper halves
// ignored; at the end one blend interleaves them into sixteen consecutive words.
#if defined(REDERIVE_KERNELS_PHILOX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef REDERIVE_KERNELS_PHILOX_INL_H_
#undef REDERIVE_KERNELS_PHILOX_INL_H_
#else
#define REDERIVE_KERNELS_PHILOX_INL_H_
#endif

#include <cstdint>

#include "reference/core/random.h"
#include "reference/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

inline void StreamGroups(const Stream& stream, std::uint64_t first_group, Index groups, std::uint32_t* words) {
  stream.fill(first_group * Stream::kGroup, {words, static_cast<std::size_t>(groups) * Stream::kGroup});
}

#else

// The constants of Philox4x32: multipliers and the Weyl steps of the key (Salmon et al. 2011, table 2 and section 3.3).
constexpr std::uint32_t kPhiloxM0 = 0xD2511F53;
constexpr std::uint32_t kPhiloxM1 = 0xCD9E8D57;
constexpr std::uint32_t kPhiloxW0 = 0x9E3779B9;
constexpr std::uint32_t kPhiloxW1 = 0xBB67AE85;
constexpr int kPhiloxRounds = 10;

using Words = hn::ScalableTag<std::uint32_t>;
using Wides = hn::Repartition<std::uint64_t, Words>;
using WideVec = hn::Vec<Wides>;

// The lower halves of 64-bit lanes multiplied in full.
HWY_INLINE WideVec MulLower(WideVec a, WideVec b) {
  return hn::MulEven(hn::BitCast(Words(), a), hn::BitCast(Words(), b));
}

/// words[0 .. 64 groups) = the stream's words from 64 first_group on.
inline void StreamGroups(const Stream& stream, std::uint64_t first_group, Index groups, std::uint32_t* words) {
  const Words d32;
  const Wides d64;
  const Index lanes = static_cast<Index>(hn::Lanes(d32));
  constexpr Index kBlocks = Stream::kGroup / 4;
  const WideVec m0 = hn::Set(d64, kPhiloxM0);
  const WideVec m1 = hn::Set(d64, kPhiloxM1);
  const WideVec sub0 = hn::Set(d64, stream.sub()[0]);
  const WideVec sub1 = hn::Set(d64, stream.sub()[1]);
  const WideVec twice = hn::ShiftLeft<1>(hn::Iota(d64, 0));
  for (Index g = 0; g < groups; ++g) {
    const std::uint64_t group = first_group + static_cast<std::uint64_t>(g);
    for (Index lane = 0; lane < kBlocks; lane += lanes) {
      WideVec x0[2];
      WideVec x1[2];
      WideVec x2[2] = {sub0, sub0};
      WideVec x3[2] = {sub1, sub1};
      for (int odd = 0; odd < 2; ++odd) {
        const std::uint64_t block =
            group * kBlocks + static_cast<std::uint64_t>(lane) + static_cast<std::uint64_t>(odd);
        x0[odd] = hn::Add(hn::Set(d64, block), twice);
        x1[odd] = hn::ShiftRight<32>(x0[odd]);
      }
      std::uint32_t key0 = stream.key()[0];
      std::uint32_t key1 = stream.key()[1];
#pragma GCC unroll 10
      for (int round = 0; round < kPhiloxRounds; ++round) {
        const WideVec k0 = hn::Set(d64, key0);
        const WideVec k1 = hn::Set(d64, key1);
        for (int odd = 0; odd < 2; ++odd) {
          const WideVec product0 = MulLower(x0[odd], m0);
          const WideVec product1 = MulLower(x2[odd], m1);
          x0[odd] = hn::Xor(hn::Xor(hn::ShiftRight<32>(product1), x1[odd]), k0);
          x2[odd] = hn::Xor(hn::Xor(hn::ShiftRight<32>(product0), x3[odd]), k1);
          x1[odd] = product1;
          x3[odd] = product0;
        }
        key0 += kPhiloxW0;
        key1 += kPhiloxW1;
      }
      std::uint32_t* to = words + g * static_cast<Index>(Stream::kGroup) + lane;
      const auto store = [&](const WideVec(&x)[2], Index word) {
        const auto upper = hn::BitCast(d32, hn::ShiftLeft<32>(x[1]));
        hn::StoreU(hn::OddEven(upper, hn::BitCast(d32, x[0])), d32, to + word * kBlocks);
      };
      store(x0, 0);
      store(x1, 1);
      store(x2, 2);
      store(x3, 3);
    }
  }
}

#endif

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
