// ARS against Random123's own function and, on every target, against the portable one.
#include "reference/core/ars.h"

#include <cstdint>
#include <vector>

#include "reference/core/random.h"
#include "reference/kernels/targets.h"
#include "reference/oracles/random_words.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

struct KnownAnswer {
  ArsWords counter, key, words;
};

// What ars4x32 of Random123 1.14 gave on a processor with AES instructions, at the three places where its own
// tests look: zeros, ones, and the first digits of pi.
constexpr KnownAnswer kKnown[] = {{{}, {}, {0xdacf61ff, 0xc45798f3, 0x113c7eeb, 0x101e27f3}},
                                  {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                                   {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                                   {0xfbaaff1f, 0xbb547ef9, 0x13d8cd78, 0x7aaa969b}},
                                  {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                                   {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89},
                                   {0xd1df87af, 0xf67d43ba, 0x4f66afdb, 0x393dcb2d}}};

}  // namespace

TEST_CASE("ARS-7 gives Random123's known answers: oracle, portable, and on every target") {
  for (const auto& [counter, key, words] : kKnown) {
    CHECK(oracle::ars(kArsRounds, counter, key) == words);
    CHECK(ars_block(counter, key) == words);
    for (const std::string& target : supported_targets()) {
      force_target(target);
      ArsWords got{};
      ars_blocks(key, {counter[2], counter[3]}, counter[0] | std::uint64_t{counter[1]} << 32, 1, got.data());
      INFO(target);
      CHECK(got == words);
    }
    force_target("");
  }
}

TEST_CASE("blocks at once are the blocks one by one, across counters of 32 and 64 bits") {
  const Stream stream = Stream(5, "words", {9}).substream(0xfedcba98, 0x87654321);
  for (const std::string& target : supported_targets()) {
    force_target(target);
    for (const std::uint64_t first : {0ULL, 1ULL, (1ULL << 32) - 3, (1ULL << 40) + 17, 0ULL - 3}) {
      for (const std::size_t blocks : {0UL, 1UL, 7UL, 31UL, 32UL, 33UL, 65UL}) {
        std::vector<std::uint32_t> words(4 * blocks + 1, 77);
        ars_blocks(stream.key(), stream.sub(), first, blocks, words.data());
        std::size_t differing = 0;
        for (std::size_t b = 0; b < blocks; ++b) {
          const ArsWords block = stream.block(first + b);
          for (std::size_t w = 0; w < 4; ++w) differing += words[4 * b + w] != block.at(w);
        }
        INFO(target << ": " << blocks << " from block " << first);
        CHECK(differing == 0);
        CHECK(words.back() == 77);
      }
    }
    force_target("");
  }
}
