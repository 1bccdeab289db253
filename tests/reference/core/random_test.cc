// Known answers: the generator's are in ars_test.cc; a key and two normals were computed by another program as well
// (Python's hashlib and statistics); the permutation is ours, computed once and kept.
#include "reference/core/random.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("the words of a stream are the words of its blocks, four in a row") {
  const Stream s(7, "layout");
  for (const std::uint64_t number : {0ULL, 1ULL, 15ULL, 16ULL, 1ULL << 40}) {
    for (std::uint64_t w = 0; w < 4; ++w) CHECK(s.word(4 * number + w) == s.block(number).at(w));
  }
  const Stream sub = Stream::with_key({1, 2, 3, 4}).substream(5, 6);
  CHECK(sub.block(7 + (8ULL << 32)) == ars_block({7, 8, 5, 6}, {1, 2, 3, 4}));
}

TEST_CASE("a run of words is the words one by one") {
  const Stream s(7, "test", {1, 2});
  for (const std::uint64_t first : {0ULL, 1ULL, 2ULL, 63ULL, 1000ULL, (1ULL << 34) - 3}) {
    std::vector<std::uint32_t> words(131);
    s.fill(first, words);
    for (std::size_t j = 0; j < words.size(); ++j) REQUIRE(words[j] == s.word(first + j));
  }
}

TEST_CASE("streams differ by seed, purpose, index and substream, and by nothing else") {
  const Stream s(1, "gibbs", {3});
  CHECK(s.word(5) == Stream(1, "gibbs", {3}).word(5));
  CHECK(s.word(5) != Stream(2, "gibbs", {3}).word(5));
  CHECK(s.word(5) != Stream(1, "gibbz", {3}).word(5));
  CHECK(s.word(5) != Stream(1, "gibbs", {4}).word(5));
  CHECK(s.word(5) != s.substream(0, 1).word(5));
  CHECK(s.word(5) == s.substream(0, 0).word(5));
}

TEST_CASE("a stream's key has a known answer") {
  // SHA-256 of "rederive stream 2", seed, length, purpose and indices; the first sixteen bytes.
  CHECK(Stream(1, "gibbs", {3}).key() == ArsWords{0x08e1a83b, 0x452fc4f7, 0xd0926863, 0xa18f2d71});
}

TEST_CASE("uniforms have known answers and stay below one") {
  CHECK(uniform(0) == 0.0F);
  CHECK(uniform(0xffffffffU) == 1.0F - 0x1p-24F);
  CHECK(uniform(0x80000000U) == 0.5F);
  CHECK(uniform_open(0) == 0x1p-33);
  CHECK(uniform_open(0xffffffffU) == 1.0 - 0x1p-33);
}

TEST_CASE("a Bernoulli variable is certain at 0 and at 1") {
  CHECK(bernoulli(0.0F, 0) == 0.0F);
  CHECK(bernoulli(1.0F, 0xffffffffU) == 1.0F);
  CHECK(bernoulli(0.5F, 0x7fffffffU) == 1.0F);
  CHECK(bernoulli(0.5F, 0x80000000U) == 0.0F);
}

TEST_CASE("normals have known answers") {
  CHECK(normal(0x7fffffffU) == -normal(0x80000000U));
  CHECK(normal(0) == -0x1.95a1198fcf3d5p+2);
  CHECK(normal(0x12345678U) == -0x1.77b263457d4cep+0);
}

TEST_CASE("normals have the moments of a normal") {
  // 10^5 draws: the bounds are 4.9 standard errors, a false failure once in 10^6 changes of the generator.
  Draws draws(Stream(1, "moments"));
  const int n = 100000;
  double sum = 0;
  double squares = 0;
  double fourth = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draws.normal();
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
  }
  CHECK(std::fabs(sum / n) < 4.9 / std::sqrt(n));
  CHECK(std::fabs(squares / n - 1) < 4.9 * std::sqrt(2.0 / n));
  CHECK(std::fabs(fourth / n - 3) < 4.9 * std::sqrt(96.0 / n));
}

TEST_CASE("below() stays below and is uniform") {
  Draws draws(Stream(1, "below"));
  CHECK(draws.below(1) == 0);
  std::array<int, 7> seen{};
  const int n = 70000;
  for (int i = 0; i < n; ++i) ++seen.at(draws.below(7));
  double chi2 = 0;
  for (const int count : seen) chi2 += std::pow(count - n / 7.0, 2) / (n / 7.0);
  CHECK(chi2 < 38.3);  // the 1 - 10^-6 quantile of chi-squared with 6 degrees of freedom
}

TEST_CASE("draws are the words of the stream from the first on") {
  const Stream stream(7, "draws");
  Draws draws(stream);
  for (std::uint64_t i = 0; i < 100; ++i) REQUIRE(draws.word() == stream.word(i));
}

TEST_CASE("a permutation has every index once and a known answer") {
  const std::vector<std::uint32_t> order = permutation(10, Stream(1, "shuffle"));
  std::vector<std::uint32_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (std::uint32_t i = 0; i < 10; ++i) CHECK(sorted[i] == i);
  CHECK(order == std::vector<std::uint32_t>{4, 2, 9, 8, 0, 6, 3, 5, 1, 7});
  CHECK(permutation(0, Stream(1, "shuffle")).empty());
}
