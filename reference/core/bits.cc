#include "reference/core/bits.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "reference/core/sha256.h"

namespace rederive {
namespace {

template <class Bits, class Number>
void add(Sha256& hash, std::span<const Number> numbers) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(numbers.size_bytes());
  for (const Number x : numbers) {
    const Bits bits = std::bit_cast<Bits>(std::isnan(x) ? std::numeric_limits<Number>::quiet_NaN() : x);
    for (unsigned shift = 0; shift < 8 * sizeof(Bits); shift += 8) {
      bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
  }
  hash.add(std::span<const std::uint8_t>(bytes));
}

std::string half(Sha256& hash) { return hash.finish_hex().substr(0, 32); }

}  // namespace

std::string bits_digest(std::span<const float> numbers) {
  Sha256 hash;
  add<std::uint32_t>(hash, numbers);
  return half(hash);
}

std::string bits_digest(std::span<const double> numbers) {
  Sha256 hash;
  add<std::uint64_t>(hash, numbers);
  return half(hash);
}

std::string bits_digest(ConstMatrixView matrix) {
  Sha256 hash;
  hash.add(static_cast<std::uint64_t>(matrix.rows)).add(static_cast<std::uint64_t>(matrix.cols));
  for (Index i = 0; i < matrix.rows; ++i) {
    add<std::uint32_t>(hash, std::span(matrix.row(i), static_cast<std::size_t>(matrix.cols)));
  }
  return half(hash);
}

}  // namespace rederive
