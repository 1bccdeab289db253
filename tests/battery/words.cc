// rederive-words WHICH: random words for ever on stdout, as a statistical battery wants them (docs/random_battery.md).
//
//     one         the words of one stream
//     names       64 streams in turn, a word each: purposes with the indices 0 to 63
//     keys        128 streams in turn, whose keys differ from the first one's in one bit
//     substreams  64 substreams in turn, whose numbers differ from the first one's in one bit
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <vector>

#include "reference/core/random.h"

namespace rederive {
namespace {

std::vector<Stream> streams(std::string_view which) {
  const Stream first(1, "battery");
  if (which == "one") return {first};
  std::vector<Stream> all;
  for (std::uint32_t i = 0; i < 64 && which == "names"; ++i)
    all.emplace_back(1, "battery", std::initializer_list<std::uint64_t>{i});
  for (std::uint32_t i = 0; i < 128 && which == "keys"; ++i) {
    ArsWords key = first.key();
    key.at(i / 32) ^= 1U << (i % 32);
    all.push_back(Stream::with_key(key));
  }
  for (std::uint32_t i = 0; i < 64 && which == "substreams"; ++i) {
    all.push_back(i < 32 ? first.substream(1U << i, 0) : first.substream(0, 1U << (i - 32)));
  }
  return all;
}

int write_words(const std::vector<Stream>& all) {
  constexpr std::size_t kEach = 1024;
  std::vector<std::uint32_t> one(kEach);
  std::vector<std::uint32_t> turns(kEach * all.size());
  for (std::uint64_t first = 0;; first += kEach) {
    for (std::size_t s = 0; s < all.size(); ++s) {
      all[s].fill(first, one);
      for (std::size_t i = 0; i < kEach; ++i) turns[i * all.size() + s] = one[i];
    }
    if (std::fwrite(turns.data(), sizeof(turns[0]), turns.size(), stdout) < turns.size()) return 0;
  }
}

}  // namespace
}  // namespace rederive

int main(int argc, char** argv) {
  const auto all = argc == 2 ? rederive::streams(argv[1]) : std::vector<rederive::Stream>{};
  if (all.empty()) {
    std::fputs("usage: rederive-words one|names|keys|substreams\n", stderr);
    return 2;
  }
  return rederive::write_words(all);
}
