// Digits that the program draws itself: the data set that needs no file and no network.
//
// 28 x 28 pixels in 10 equally frequent classes, about as hard as MNIST (docs/data.md has figures): good for every
// code path and for comparisons within it, no substitute where a claim names MNIST.
// Every image is a function of (seed, part, index) alone, the same bits on every machine.
#pragma once

#include <cstdint>
#include <span>

#include "reference/data/dataset.h"

namespace rederive {

struct SyntheticOptions {
  std::uint64_t seed = 1;
  Index train = 60000;
  Index test = 10000;
};

enum class SyntheticPart : std::uint8_t { kTrain = 0, kTest = 1 };

/// The class of an image: each run of ten images holds every class once.
std::uint8_t synthetic_label(std::uint64_t seed, SyntheticPart part, Index index);

/// Draws one image into `pixels` (28 * 28).
void draw_synthetic(std::uint64_t seed, SyntheticPart part, Index index, std::span<std::uint8_t> pixels);

/// The whole data set, on up to `threads` threads. A smaller one is the beginning of a larger one.
/// Throws UsageError when a count is below 1 or above 10 million.
Dataset synthetic_digits(const SyntheticOptions& options, int threads);

}  // namespace rederive
