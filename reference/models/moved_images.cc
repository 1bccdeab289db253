#include "reference/models/moved_images.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "reference/core/error.h"

namespace rederive {
namespace {

void require_images(ConstMatrixView images, Index height, Index width) {
  if (images.rows >= 1 && images.cols == height * width) return;
  throw ShapeError("images to move: " + shape_text(images.rows, images.cols) + ", expected rows of " +
                   std::to_string(height) + " x " + std::to_string(width) + " pixels");
}

}  // namespace

Matrix moved(ConstMatrixView images, Index height, Index width, Index down, Index right) {
  require_images(images, height, width);
  Matrix result(images.rows, images.cols);
  const Index from = std::max<Index>(0, -right);
  const Index count = width - std::abs(right);
  for (Index n = 0; n < images.rows; ++n) {
    for (Index y = std::max<Index>(0, down); y < std::min(height, height + down) && count > 0; ++y) {
      std::copy_n(images.row(n) + (y - down) * width + from, count, result.row(n) + y * width + from + right);
    }
  }
  return result;
}

Matrix rolled(ConstMatrixView images, Index height, Index width, const Stream& stream) {
  require_images(images, height, width);
  Matrix result(images.rows, images.cols);
  Draws draws(stream);
  for (Index n = 0; n < images.rows; ++n) {
    const Index shift = draws.below(static_cast<std::uint32_t>(height * width));
    for (Index y = 0; y < height; ++y) {
      for (Index x = 0; x < width; ++x) {
        const Index to = (y + shift / width) % height * width + (x + shift % width) % width;
        result(n, to) = images(n, y * width + x);
      }
    }
  }
  return result;
}

}  // namespace rederive
