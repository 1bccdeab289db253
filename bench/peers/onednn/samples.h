// Bernoulli samples as fast as a user of oneDNN, which has no generator, would have them: sixteen streams of
// xoshiro128+ side by side (Blackman and Vigna, ACM Trans. Math. Softw. 47(4), 2021), so that a compiler makes vectors
// of them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rederive::bench {

class Samples {
 public:
  explicit Samples(std::uint64_t seed);
  /// out_i is 1 with probability p_i, else 0.
  void draw(const float* p, float* out, std::size_t count);

 private:
  static constexpr std::size_t kLanes = 16;
  alignas(64) std::uint32_t state_[4][kLanes];
};

}  // namespace rederive::bench
