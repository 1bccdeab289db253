// Results as bits, and inputs that no generator of random numbers has to give.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "reference/core/matrix.h"
#include "reference/core/sha256.h"

namespace rederive {

inline std::uint32_t bits(float x) { return std::bit_cast<std::uint32_t>(x); }

/// Multiples of 2^-20 in [low, low + size), in the order of a Weyl sequence.
inline Matrix spread(Index rows, Index cols, float low, float size) {
  Matrix m(rows, cols);
  std::uint32_t place = 0;
  for (Index i = 0; i < m.size(); ++i) {
    place += 0x9E3779B9;
    m.data()[i] = low + size * (static_cast<float>(place >> 12) * 0x1p-20F);
  }
  return m;
}

class Digest {
 public:
  void add(const Matrix& m) { add(m.data(), static_cast<std::size_t>(m.size()) * sizeof(float)); }
  void add(std::span<const double> numbers) { add(numbers.data(), numbers.size_bytes()); }
  void add(std::span<const float> numbers) { add(numbers.data(), numbers.size_bytes()); }
  std::string text() { return hash_.finish_hex().substr(0, 16); }

 private:
  void add(const void* data, std::size_t size) { hash_.add(std::string_view(static_cast<const char*>(data), size)); }
  Sha256 hash_;
};

}  // namespace rederive
