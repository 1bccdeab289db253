// The random words of a stream, beside two generators that it might have had: `rederive bench random_words` repeats the
// choice. Not called by the library, which has Stream::fill.
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#define HWY_WANT_AVX3_DL 1  // as reference/core/ars.cc
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reference/kernels/random_words.cc"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "reference/kernels/other_generators-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rederive::HWY_NAMESPACE {

// False where this target has no vectors.
bool OtherGroups(bool philox, const ArsWords& key, const std::array<std::uint32_t, 2>& sub, Index groups,
                 std::uint32_t* words) {
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
  static_cast<void>(philox), static_cast<void>(key), static_cast<void>(sub), static_cast<void>(groups);
  static_cast<void>(words);
  return false;
#else
  (philox ? PhiloxGroups : ThreefryGroups)(key, sub, groups, words);
  return true;
#endif
}

}  // namespace rederive::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <Random123/philox.h>
#include <Random123/threefry.h>

#include "reference/core/random.h"
#include "reference/kernels/registry.h"
#include "reference/oracles/random_words.h"

namespace rederive {

HWY_EXPORT(OtherGroups);

namespace {

enum class Generator { ars, philox, threefry };

struct WordsProblem {
  Generator generator;
  Stream stream;
  MatrixView words;  // whose bits they are
};

std::uint32_t* bits(const WordsProblem& p) { return reinterpret_cast<std::uint32_t*>(p.words.data); }

// The generators' definitions: for the two that are not ours, Random123 itself.
ArsWords block(const WordsProblem& p, std::uint32_t number, bool oracle) {
  const auto& key = p.stream.key();
  const ArsWords counter = {number, 0, p.stream.sub()[0], p.stream.sub()[1]};
  if (p.generator == Generator::ars) return oracle ? oracle::ars(kArsRounds, counter, key) : ars_block(counter, key);
  const r123array4x32 c = {{counter[0], counter[1], counter[2], counter[3]}};
  const r123array4x32 words = p.generator == Generator::philox
                                  ? r123::Philox4x32()(c, {{key[0], key[1]}})
                                  : r123::Threefry4x32()(c, {{key[0], key[1], key[2], key[3]}});
  return {words[0], words[1], words[2], words[3]};
}

std::vector<std::uint32_t> words_of(const WordsProblem& p, bool oracle) {
  const auto count = static_cast<std::size_t>(p.words.size());
  std::vector<std::uint32_t> words(count);
  for (std::size_t b = 0; 4 * b < count; ++b) {
    const ArsWords four = block(p, static_cast<std::uint32_t>(b), oracle);
    for (std::size_t w = 0; w < 4; ++w) {
      const std::size_t place = p.generator == Generator::ars ? 4 * b + w : b / 16 * 64 + 16 * w + b % 16;
      if (place < count) words[place] = four[w];
    }
  }
  return words;
}

void run_scalar(const WordsProblem& p) {
  const std::vector<std::uint32_t> words = words_of(p, false);
  std::copy(words.begin(), words.end(), bits(p));
}

void run_simd(const WordsProblem& p) {
  if (p.generator == Generator::ars) {
    p.stream.fill(0, {bits(p), static_cast<std::size_t>(p.words.size())});
  } else if (!HWY_DYNAMIC_DISPATCH(OtherGroups)(p.generator == Generator::philox, p.stream.key(), p.stream.sub(),
                                                p.words.size() / 64, bits(p))) {
    run_scalar(p);
  }
}

WordsProblem make(const Shape& s, Memory& memory) {
  return {static_cast<Generator>(s[1]), Stream(3, "words").substream(7, 0x80000001), memory.output("words", 1, s[0])};
}

std::vector<Expected> oracle_values(const WordsProblem& p) {
  Expected words{"words", {}, {}};
  for (const std::uint32_t word : words_of(p, true)) words.value.push_back(word);
  words.scale = words.value;
  return {words};
}

RegisteredKernel random_words_kernel{Kernel<WordsProblem>{
    .name = "random_words",
    .formula = "words of a counter-based generator: 0 ARS4x32-7 (the streams'), 1 Philox4x32-10, 2 Threefry4x32-20",
    .axes = {"words", "generator"},
    // A word counts as one operation, so that GFLOP/s are 10^9 words a second.
    .cost =
        [](const Shape& s) {
          return Cost{1.0 * s[0], 4.0 * s[0]};
        },
    // Blocks, vectors and eight vectors +- 1; the others come in groups of 64 only.
    .check = {{0, 0},
              {1, 0},
              {3, 0},
              {4, 0},
              {5, 0},
              {63, 0},
              {64, 0},
              {127, 0},
              {129, 0},
              {511, 0},
              {513, 0},
              {1030, 0},
              {64, 1},
              {1024, 1},
              {64, 2},
              {1024, 2}},
    .bench = {{1024, 0}, {1024, 1}, {1024, 2}},
    .make = make,
    .oracle = oracle_values,
    .bound = [](const Shape&, const Expected&, std::size_t, double) { return 0.0; },
    .results = [](const WordsProblem& p) -> std::vector<std::vector<double>> {
      return {{bits(p), bits(p) + p.words.size()}};
    },
    .variants = {{"scalar", run_scalar, true}, {"simd", run_simd, true}}}};

}  // namespace
}  // namespace rederive
#endif
