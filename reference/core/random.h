// Randomness as a function: a named stream of 32-bit words that anybody can read at any place, in any order.
//
// A stream is ARS-7 (reference/core/ars.h). Its key is a hash of (seed, purpose, indices), so that two purposes never
// share words and no use advances another's; its counter is (block, substream). Nothing is stored and nothing can be
// used up.
//
// The layout of the words is part of the format of every result:
//
//     word i = Ars({low, high, a, b}, key)[i % 4]     with   (low, high) = the 64-bit block i / 4
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "reference/core/ars.h"

namespace rederive {

class Stream {
 public:
  /// The stream of `purpose` and `indices` (an epoch, a batch, ...) under `seed`. Costs one SHA-256.
  Stream(std::uint64_t seed, std::string_view purpose, std::initializer_list<std::uint64_t> indices = {});

  /// A stream with a key of the caller's own choosing, as known-answer tests need.
  static Stream with_key(const ArsWords& key);

  /// One of 2^64 streams under the same key, at no cost: say, (update, Gibbs step) within an epoch.
  Stream substream(std::uint32_t a, std::uint32_t b = 0) const;

  /// The generator itself: the four words at a place of its counter.
  ArsWords block(std::uint64_t number) const;
  std::uint32_t word(std::uint64_t i) const { return block(i / 4)[i % 4]; }
  /// words[j] = word(first + j), as fast as the processor can.
  void fill(std::uint64_t first, std::span<std::uint32_t> words) const;

  const ArsWords& key() const { return key_; }
  const std::array<std::uint32_t, 2>& sub() const { return sub_; }

 private:
  Stream() = default;
  ArsWords key_{};
  std::array<std::uint32_t, 2> sub_{};
};

// From bits to numbers. These are ours, fixed and held by known answers: the standard library's distributions give
// different numbers on different machines.

/// A multiple of 2^-24 in [0, 1): the upper 24 bits.
inline float uniform(std::uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24F; }

/// The middle of one of 2^32 equal parts of (0, 1): never 0, never 1.
inline double uniform_open(std::uint32_t word) { return (static_cast<double>(word) + 0.5) * 0x1p-32; }

/// 1 with probability p (rounded up to a multiple of 2^-24), else 0. p = 0 never gives 1, p >= 1 always does.
inline float bernoulli(float p, std::uint32_t word) { return uniform(word) < p ? 1.0F : 0.0F; }

/// A standard normal, by the inverse of its distribution function at uniform_open(word).
double normal(std::uint32_t word);

/// Reads a stream from its first word on, for what needs an unknown number of words.
class Draws {
 public:
  explicit Draws(const Stream& stream) : stream_(stream) {}

  std::uint32_t word() {
    if (next_ % kAhead == 0) stream_.fill(next_, ahead_);
    return ahead_[next_++ % kAhead];
  }
  float uniform() { return rederive::uniform(word()); }
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform_open(word()); }
  double normal() { return rederive::normal(word()); }
  /// Uniform in {0, ..., bound - 1}, without bias, bound >= 1.
  /// Source: Lemire, ACM Transactions on Modeling and Computer Simulation 29(1), 2019.
  std::uint32_t below(std::uint32_t bound);

 private:
  static constexpr std::uint64_t kAhead = 32;
  Stream stream_;
  std::uint64_t next_ = 0;
  std::array<std::uint32_t, kAhead> ahead_{};
};

/// A uniform permutation of 0 .. count - 1 (Fisher and Yates, from the last place down).
std::vector<std::uint32_t> permutation(std::uint32_t count, const Stream& stream);

}  // namespace rederive
