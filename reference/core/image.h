// A grey picture: 8-bit pixels in row-major order, 0 is black.
#pragma once

#include <cstdint>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

struct Image {
  Index height = 0;
  Index width = 0;
  std::vector<std::uint8_t> pixels = {};  // height * width

  static Image black(Index height, Index width) {
    return {height, width, std::vector<std::uint8_t>(static_cast<std::size_t>(height * width), 0)};
  }
  std::uint8_t& operator()(Index y, Index x) { return pixels[static_cast<std::size_t>(y * width + x)]; }
  std::uint8_t operator()(Index y, Index x) const { return pixels[static_cast<std::size_t>(y * width + x)]; }
};

}  // namespace rederive
