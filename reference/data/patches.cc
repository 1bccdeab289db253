#include "reference/data/patches.h"

#include <cmath>
#include <string>

#include "reference/core/error.h"

namespace rederive {
namespace {

constexpr Index kDraws = 1000;  // for each patch, on average

double deviation(const float* pixels, Index count) {
  double sum = 0;
  double squares = 0;
  for (Index i = 0; i < count; ++i) {
    sum += pixels[i];
    squares += static_cast<double>(pixels[i]) * pixels[i];
  }
  const double mean = sum / static_cast<double>(count);
  return std::sqrt(std::max(squares / static_cast<double>(count) - mean * mean, 0.0));
}

}  // namespace

Matrix random_patches(const LabelledImages& images, Index count, Index side, double least_deviation,
                      const Stream& stream) {
  if (count < 1 || side < 1 || side > images.height || side > images.width || images.count < 1) {
    throw UsageError(std::to_string(count) + " patches of " + shape_text(side, side) + " from " +
                     std::to_string(images.count) + " images of " + shape_text(images.height, images.width));
  }
  Matrix patches(count, side * side);
  Draws draws(stream);
  Index found = 0;
  for (Index tried = 0; found < count; ++tried) {
    if (tried == kDraws * count) {
      throw UnavailableError(std::to_string(found) + " patches of a standard deviation of " +
                             std::to_string(least_deviation) + " in " + std::to_string(tried) + " draws; ask for less");
    }
    const auto image = images.image(draws.below(static_cast<std::uint32_t>(images.count)));
    const Index top = draws.below(static_cast<std::uint32_t>(images.height - side + 1));
    const Index left = draws.below(static_cast<std::uint32_t>(images.width - side + 1));
    float* patch = patches.row(found);
    for (Index y = 0; y < side; ++y) {
      for (Index x = 0; x < side; ++x) {
        const auto place = static_cast<std::size_t>((top + y) * images.width + left + x);
        patch[y * side + x] = static_cast<float>(image[place]) / 255.0F;
      }
    }
    if (deviation(patch, side * side) >= least_deviation) ++found;
  }
  return patches;
}

}  // namespace rederive
