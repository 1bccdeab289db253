#include "bench/peers/onednn/samples.h"

#include <algorithm>

// The compiler makes one for each of these, and the loader chooses; the clang that reads this for the linter need not.
#if defined(__x86_64__) && !defined(__clang__)
#define REDERIVE_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define REDERIVE_CLONES
#endif

namespace rederive::bench {
namespace {

constexpr std::size_t kLanes = 16;

void draw_block(std::uint32_t (&s)[4][kLanes], const float* p, float* out) __attribute__((always_inline));
inline void draw_block(std::uint32_t (&s)[4][kLanes], const float* p, float* out) {
  for (std::size_t i = 0; i < kLanes; ++i) {
    const std::uint32_t word = s[0][i] + s[3][i];
    const std::uint32_t shifted = s[1][i] << 9U;
    s[2][i] ^= s[0][i];
    s[3][i] ^= s[1][i];
    s[1][i] ^= s[2][i];
    s[0][i] ^= s[3][i];
    s[2][i] ^= shifted;
    s[3][i] = (s[3][i] << 11U) | (s[3][i] >> 21U);
    out[i] = static_cast<float>(static_cast<std::int32_t>(word >> 8U)) * 0x1p-24F < p[i] ? 1.0F : 0.0F;
  }
}

REDERIVE_CLONES void draw_all(std::uint32_t (&state)[4][kLanes], const float* p, float* out, std::size_t count) {
  alignas(64) std::uint32_t s[4][kLanes];
  std::copy(&state[0][0], &state[0][0] + 4 * kLanes, &s[0][0]);
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) draw_block(s, p + i, out + i);
  if (i < count) {
    float some[kLanes] = {};
    float drawn[kLanes] = {};
    std::copy(p + i, p + count, some);
    draw_block(s, some, drawn);
    std::copy(drawn, drawn + (count - i), out + i);
  }
  std::copy(&s[0][0], &s[0][0] + 4 * kLanes, &state[0][0]);
}

}  // namespace

Samples::Samples(std::uint64_t seed) : state_{} {
  for (auto& row : state_) {
    for (std::uint32_t& word : row) {  // SplitMix64
      seed += 0x9E3779B97F4A7C15U;
      std::uint64_t z = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
      z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
      word = static_cast<std::uint32_t>((z ^ (z >> 31U)) >> 32U);
    }
  }
}

void Samples::draw(const float* p, float* out, std::size_t count) { draw_all(state_, p, out, count); }

}  // namespace rederive::bench
