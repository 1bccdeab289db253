// Randomness as a function: a named stream of 32-bit words that anybody can read at any place, in any order.
//
// A stream is Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3; SC 2011), by
// Random123. Its key is a hash of (seed, purpose, indices), so that two purposes never share words and no use
// advances another's; its counter is (block, substream). Nothing is stored and nothing can be used up.
//
// The layout of the words is part of the format of every result:
//
//     word i = Philox({low, high, a, b}, key)[w]     with   group = i / 64, w = (i % 64) / 16,
//                                                           (low, high) = the 64-bit block 16 group + i % 16
//
// that is, sixteen consecutive blocks give sixty-four words, first all their words 0, then all their words 1, ...: a
// vector of 16, 8 or 4 lanes holds consecutive blocks and stores consecutive words, so that no machine has to shuffle.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace rederive {

class Stream {
 public:
  static constexpr std::uint64_t kGroup = 64;  // words that sixteen blocks give

  /// The stream of `purpose` and `indices` (an epoch, a batch, ...) under `seed`. Costs one SHA-256.
  Stream(std::uint64_t seed, std::string_view purpose, std::initializer_list<std::uint64_t> indices = {});

  /// A stream with a key of the caller's own choosing, as known-answer tests need.
  static Stream with_key(std::array<std::uint32_t, 2> key);

  /// One of 2^64 streams under the same key, at no cost: say, (update, Gibbs step) within an epoch.
  Stream substream(std::uint32_t a, std::uint32_t b = 0) const;

  /// The generator itself: the four words at a place of its counter.
  std::array<std::uint32_t, 4> block(std::uint64_t number) const;
  std::uint32_t word(std::uint64_t i) const;
  /// words[j] = word(first + j), block by block.
  void fill(std::uint64_t first, std::span<std::uint32_t> words) const;

  const std::array<std::uint32_t, 2>& key() const { return key_; }
  const std::array<std::uint32_t, 2>& sub() const { return sub_; }

 private:
  Stream() = default;
  std::array<std::uint32_t, 2> key_{};
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
  explicit Draws(Stream stream, std::uint64_t first = 0) : stream_(stream), next_(first) {}

  std::uint32_t word() { return stream_.word(next_++); }
  float uniform() { return rederive::uniform(word()); }
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform_open(word()); }
  double normal() { return rederive::normal(word()); }
  /// Uniform in {0, ..., bound - 1}, without bias, bound >= 1.
  /// Source: Lemire, ACM Transactions on Modeling and Computer Simulation 29(1), 2019.
  std::uint32_t below(std::uint32_t bound);

 private:
  Stream stream_;
  std::uint64_t next_;
};

/// A uniform permutation of 0 .. count - 1 (Fisher and Yates, from the last place down).
std::vector<std::uint32_t> permutation(std::uint32_t count, const Stream& stream);

}  // namespace rederive
