#include "reference/data/synthetic.h"

#include <fmt/format.h>

#include "reference/core/parallel.h"
#include "reference/core/random.h"
#include "reference/data/digit_raster.h"
#include "reference/data/digit_shape.h"
#include "reference/data/idx.h"

namespace rederive {
namespace {

constexpr Index kClasses = 10;
constexpr Index kGrain = 250;  // images a piece: a hundredth of a second of work

struct Streams {
  Stream labels;
  Stream images;
  Streams(std::uint64_t seed, SyntheticPart part)
      : labels(seed, "synthetic labels", {static_cast<std::uint64_t>(part)}),
        images(seed, "synthetic images", {static_cast<std::uint64_t>(part)}) {}

  std::uint8_t label(Index i) const {
    const auto order = permutation(kClasses, labels.substream(static_cast<std::uint32_t>(i / kClasses)));
    return static_cast<std::uint8_t>(order[static_cast<std::size_t>(i % kClasses)]);
  }
  void draw(Index i, std::uint8_t digit, std::span<std::uint8_t> pixels) const {
    Draws draws(images.substream(static_cast<std::uint32_t>(i)));
    draw_ink(random_digit_shape(digit, draws), draws, pixels);
  }
};

LabelledImages draw_part(std::uint64_t seed, SyntheticPart part, Index count, int threads) {
  LabelledImages images{count, kDigitSide, kDigitSide};
  const Index size = images.image_size();
  images.pixels.resize(static_cast<std::size_t>(count * size));
  images.labels.resize(static_cast<std::size_t>(count));
  const Streams streams(seed, part);
  parallel_for(count, kGrain, threads, [&](Index first, Index last, Index) {
    for (Index i = first; i < last; ++i) {
      const std::uint8_t digit = streams.label(i);
      images.labels[static_cast<std::size_t>(i)] = digit;
      streams.draw(i, digit, {images.pixels.data() + i * size, static_cast<std::size_t>(size)});
    }
  });
  return images;
}

}  // namespace

std::uint8_t synthetic_label(std::uint64_t seed, SyntheticPart part, Index index) {
  return Streams(seed, part).label(index);
}

void draw_synthetic(std::uint64_t seed, SyntheticPart part, Index index, std::span<std::uint8_t> pixels) {
  const Streams streams(seed, part);
  streams.draw(index, streams.label(index), pixels);
}

Dataset synthetic_digits(const SyntheticOptions& options, int threads) {
  for (const Index count : {options.train, options.test}) {
    if (count < 1 || static_cast<std::uint64_t>(count) > kIdxMostItems) {
      throw UsageError(fmt::format("{} synthetic digits; ask for 1 to {}", count, kIdxMostItems));
    }
  }
  Dataset data{.name = "synthetic"};
  data.train = draw_part(options.seed, SyntheticPart::kTrain, options.train, threads);
  data.test = draw_part(options.seed, SyntheticPart::kTest, options.test, threads);
  data.digest = dataset_digest(data.train, data.test);
  data.origin =
      fmt::format("drawn by this program: {} + {} digits from seed {}", options.train, options.test, options.seed);
  return data;
}

}  // namespace rederive
