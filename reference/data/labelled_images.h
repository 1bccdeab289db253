// Grey 8-bit images of one size with a label each: what the four files of MNIST hold, two by two.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

struct LabelledImages {
  Index count = 0;
  Index height = 0;
  Index width = 0;
  std::vector<std::uint8_t> pixels = {};  // count * height * width, row-major, 0 is background and 255 is ink
  std::vector<std::uint8_t> labels = {};  // count

  Index image_size() const { return height * width; }
  /// The pixels of image i, 0 <= i < count.
  std::span<const std::uint8_t> image(Index i) const {
    return {pixels.data() + i * image_size(), static_cast<std::size_t>(image_size())};
  }
};

}  // namespace rederive
