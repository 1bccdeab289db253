#include "reference/data/splits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "reference/core/error.h"
#include "reference/core/sha256.h"
#include "reference/data/synthetic.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

const Dataset& digits() {
  static const Dataset data = synthetic_digits({.seed = 5, .train = 1000, .test = 400}, 2);
  return data;
}

std::array<int, 10> histogram(const DigitSet& set) {
  std::array<int, 10> counts{};
  for (const std::uint32_t label : set.labels) ++counts.at(label);
  return counts;
}

std::array<int, 10> each(int count) {
  std::array<int, 10> counts{};
  counts.fill(count);
  return counts;
}

std::vector<float> row(const DigitSet& set, Index i) { return {set.grey.row(i), set.grey.row(i) + set.grey.cols()}; }

std::set<std::vector<float>> rows(const DigitSet& set) {
  std::set<std::vector<float>> all;
  for (Index i = 0; i < set.count(); ++i) all.insert(row(set, i));
  return all;
}

std::string digest(const DigitSet& set) {
  Sha256 hash;
  hash.add(std::vector<std::uint8_t>(set.labels.begin(), set.labels.end()));
  std::vector<std::uint8_t> pixels;
  for (Index i = 0; i < set.grey.size(); ++i) {
    pixels.push_back(static_cast<std::uint8_t>(std::lround(set.grey.data()[i] * 255.0F)));
  }
  return hash.add(pixels).finish_hex();
}

}  // namespace

TEST_CASE("a three-way split holds every class equally often and no image twice") {
  const Split split = three_way_split(digits(), 1, {60, 20, 30});
  CHECK(histogram(split.train) == each(60));
  CHECK(histogram(split.valid) == each(20));
  CHECK(histogram(split.test) == each(30));
  CHECK(split.train.grey.cols() == 784);
  const auto train = rows(split.train);
  const auto valid = rows(split.valid);
  CHECK(train.size() == 600);
  CHECK(valid.size() == 200);
  CHECK(std::none_of(valid.begin(), valid.end(), [&](const auto& image) { return train.count(image) > 0; }));
  // From their own files.
  const auto training_file = rows(whole(digits().train));
  const auto test_file = rows(whole(digits().test));
  CHECK(std::includes(training_file.begin(), training_file.end(), train.begin(), train.end()));
  CHECK(std::includes(training_file.begin(), training_file.end(), valid.begin(), valid.end()));
  const auto test = rows(split.test);
  CHECK(std::includes(test_file.begin(), test_file.end(), test.begin(), test.end()));
}

TEST_CASE("labels stay with their images, in mixed order") {
  const DigitSet file = whole(digits().train);
  const Split split = three_way_split(digits(), 2, {60, 20, 30});
  for (Index i = 0; i < split.train.count(); ++i) {
    for (Index j = 0; j < file.count(); ++j) {
      if (!std::equal(file.grey.row(j), file.grey.row(j) + 784, split.train.grey.row(i))) continue;
      CHECK(file.labels[static_cast<std::size_t>(j)] == split.train.labels[static_cast<std::size_t>(i)]);
    }
  }
  CHECK_FALSE(std::is_sorted(split.train.labels.begin(), split.train.labels.end()));
  // No batch of 100 lacks a class: 10 expected, P(some class absent) < 10 * .9^100 < 3e-4. Fixed draw.
  for (std::size_t first = 0; first < 600; first += 100) {
    const auto begin = split.train.labels.begin() + static_cast<std::ptrdiff_t>(first);
    CHECK(std::set<int>(begin, begin + 100).size() == 10);
  }
}

TEST_CASE("a split is fixed by its draw") {
  // Known answers of this project's own: they hold the rule itself.
  CHECK(digest(three_way_split(digits(), 1, {60, 20, 30}).train) ==
        "011de5fc183ee32f82f4ee2ace0eced17aad67492ea29a93504754bb3c63127a");
  CHECK(digest(three_way_split(digits(), 1, {60, 20, 30}).test) ==
        "64b744f84fdc02497db08e591c54b37085121078615ff087c156f774fd46c31f");
  CHECK(digest(four_against_nine(digits(), 1, 100, 50).train) ==
        "5cca1edf464a1b94c93dccd97826b2f7f3f3f16e9edd42db8227dc9a7f9e722e");
  std::set<std::string> different;
  for (int draw = 1; draw <= 5; ++draw) {
    const Split split = three_way_split(digits(), draw, {60, 20, 30});
    different.insert({digest(split.train), digest(split.valid), digest(split.test)});
  }
  CHECK(different.size() == 15);
}

TEST_CASE("a split that the data cannot give is refused") {
  CHECK_THAT(
      [] {
        try {
          three_way_split(digits(), 1);
        } catch (const UnavailableError& error) {
          return std::string(error.what());
        }
        return std::string();
      }(),
      ContainsSubstring("synthetic: 100 images of class 0, the split needs 400"));
  CHECK_THROWS_AS(three_way_split(digits(), 1, {10, 10, 41}), UnavailableError);
  CHECK_NOTHROW(three_way_split(digits(), 1, {80, 20, 40}));
  CHECK_THROWS_AS(three_way_split(digits(), 1, {81, 20, 40}), UnavailableError);
  CHECK_THROWS_AS(three_way_split(digits(), 0, {10, 10, 10}), UsageError);
  CHECK_THROWS_AS(three_way_split(digits(), 1, {-1, 10, 10}), UsageError);
  CHECK_THROWS_AS(four_against_nine(digits()), UnavailableError);
  CHECK_THROWS_AS(four_against_nine(digits(), -1, 10, 10), UsageError);
  CHECK(three_way_split(digits(), 1, {10, 0, 10}).valid.count() == 0);
}

TEST_CASE("four against nine: the first ones of the file, or a draw of them all") {
  const Split first = four_against_nine(digits(), 0, 100, 50);
  CHECK(first.train.count() == 100);
  CHECK(first.valid.count() == 0);
  CHECK(first.test.count() == 50);
  Index at = 0;
  for (Index i = 0; at < 150; ++i) {
    const std::uint8_t label = digits().train.labels[static_cast<std::size_t>(i)];
    if (label != 4 && label != 9) continue;
    const DigitSet& set = at < 100 ? first.train : first.test;
    const Index k = at < 100 ? at : at - 100;
    CHECK(set.labels[static_cast<std::size_t>(k)] == label);
    CHECK(set.grey(k, 400) == static_cast<float>(digits().train.image(i)[400]) / 255.0F);
    ++at;
  }
  const Split drawn = four_against_nine(digits(), 1, 150, 50);  // all 200 of them
  CHECK(digest(drawn.train) != digest(four_against_nine(digits(), 2, 150, 50).train));
  auto all = rows(drawn.train);
  all.merge(rows(drawn.test));
  CHECK(all.size() == 200);
}

TEST_CASE("grey levels are pixel / 255, and 1 means above the threshold") {
  LabelledImages images{1, 1, 4, {0, 127, 128, 255}, {3}};
  const DigitSet set = whole(images);
  CHECK(row(set, 0) == std::vector<float>{0, 127 / 255.0F, 128 / 255.0F, 1});
  const Matrix ones = binarised(set.grey);
  CHECK(std::vector<float>(ones.row(0), ones.row(0) + 4) == std::vector<float>{0, 0, 1, 1});
  const Matrix strict = binarised(set.grey, 127 / 255.0F);  // equality gives 0
  CHECK(strict(0, 1) == 0);
  CHECK(binarised(set.grey, 126 / 255.0F)(0, 1) == 1);
}

TEST_CASE("the first images of a part are those of the file, all where there are fewer") {
  const DigitSet file = whole(digits().train);
  const DigitSet some = first(digits().train, 7);
  CHECK(some.labels == std::vector<std::uint32_t>(file.labels.begin(), file.labels.begin() + 7));
  CHECK(some.count() == 7);
  for (Index i = 0; i < 7; ++i) CHECK(row(some, i) == row(file, i));
  CHECK(first(digits().train, 1'000'000).count() == file.count());
  CHECK(first(digits().train, 0).count() == 0);
  CHECK_THROWS_AS(first(digits().train, -1), UsageError);
}
