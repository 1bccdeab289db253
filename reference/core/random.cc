#include "reference/core/random.h"

#include <numeric>
#include <utility>

#include "reference/core/elementary.h"
#include "reference/core/sha256.h"

namespace rederive {

Stream::Stream(std::uint64_t seed, std::string_view purpose, std::initializer_list<std::uint64_t> indices) {
  // The length goes in too, so that no purpose with an index can be mistaken for a longer purpose.
  Sha256 hash;
  hash.add("rederive stream 2").add(seed).add(static_cast<std::uint64_t>(purpose.size())).add(purpose);
  for (const std::uint64_t index : indices) hash.add(index);
  const Sha256::Digest digest = hash.finish();
  for (std::size_t i = 0; i < 16; ++i) key_[i / 4] |= static_cast<std::uint32_t>(digest[i]) << (8 * (i % 4));
}

Stream Stream::with_key(const ArsWords& key) {
  Stream stream;
  stream.key_ = key;
  return stream;
}

Stream Stream::substream(std::uint32_t a, std::uint32_t b) const {
  Stream stream = *this;
  stream.sub_ = {a, b};
  return stream;
}

ArsWords Stream::block(std::uint64_t number) const {
  return ars_block({static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32), sub_[0], sub_[1]},
                   key_);
}

void Stream::fill(std::uint64_t first, std::span<std::uint32_t> words) const {
  std::size_t j = 0;
  for (; j < words.size() && (first + j) % 4 != 0; ++j) words[j] = word(first + j);
  const std::size_t blocks = (words.size() - j) / 4;
  ars_blocks(key_, sub_, (first + j) / 4, blocks, words.data() + j);
  for (j += 4 * blocks; j < words.size(); ++j) words[j] = word(first + j);
}

double normal(std::uint32_t word) { return normal_quantile_exact_bits(uniform_open(word)); }

std::uint32_t Draws::below(std::uint32_t bound) {
  std::uint64_t product = static_cast<std::uint64_t>(word()) * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t least = (0U - bound) % bound;  // 2^32 mod bound words would favour the small results
    while (static_cast<std::uint32_t>(product) < least) product = static_cast<std::uint64_t>(word()) * bound;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

std::vector<std::uint32_t> permutation(std::uint32_t count, const Stream& stream) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  Draws draws(stream);
  for (std::uint32_t left = count; left > 1; --left) std::swap(order[left - 1], order[draws.below(left)]);
  return order;
}

}  // namespace rederive
