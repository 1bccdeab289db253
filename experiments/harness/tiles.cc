#include "experiments/harness/tiles.h"

#include <algorithm>
#include <cmath>

#include "reference/core/error.h"

namespace rederive {
namespace {

/// shade(tile, pixel) in the grid of `count` tiles.
template <class Shade>
Image grid(Index count, Index height, Index width, const Shade& shade) {
  Index columns = 1;
  while (columns * columns < count) ++columns;
  const Index rows = (count + columns - 1) / columns;
  Image image = Image::black(rows * (height + 1) - 1, columns * (width + 1) - 1);
  for (Index tile = 0; tile < count; ++tile) {
    const Index top = tile / columns * (height + 1);
    const Index left = tile % columns * (width + 1);
    for (Index y = 0; y < height; ++y) {
      for (Index x = 0; x < width; ++x) image(top + y, left + x) = shade(tile, y * width + x);
    }
  }
  return image;
}

void require_tiles(Index count, Index length, Index height, Index width) {
  if (count < 1 || height < 1 || width < 1 || length != height * width) {
    throw ShapeError(std::to_string(count) + " tiles of " + std::to_string(length) + " values as " +
                     shape_text(height, width) + " pictures");
  }
}

std::uint8_t rounded(double grey) { return static_cast<std::uint8_t>(std::floor(grey + 0.5)); }

}  // namespace

Image tiles(ConstMatrixView weights, Index height, Index width, FilterAxis axis) {
  const bool rows = axis == FilterAxis::rows;
  const Index count = rows ? weights.rows : weights.cols;
  require_tiles(count, rows ? weights.cols : weights.rows, height, width);
  const auto weight = [&](Index tile, Index pixel) { return rows ? weights(tile, pixel) : weights(pixel, tile); };
  std::vector<double> largest(static_cast<std::size_t>(count), 0.0);
  for (Index tile = 0; tile < count; ++tile) {
    double& most = largest[static_cast<std::size_t>(tile)];
    for (Index pixel = 0; pixel < height * width; ++pixel) {
      const double w = weight(tile, pixel);
      if (std::isfinite(w)) most = std::max(most, std::fabs(w));
    }
  }
  return grid(count, height, width, [&](Index tile, Index pixel) {
    const double w = weight(tile, pixel);
    const double most = largest[static_cast<std::size_t>(tile)];
    if (!std::isfinite(w)) return std::uint8_t{0};
    return most > 0 ? rounded(128 + 127 * (w / most)) : std::uint8_t{128};
  });
}

Image tiles_of_images(ConstMatrixView images, Index height, Index width) {
  require_tiles(images.rows, images.cols, height, width);
  return grid(images.rows, height, width, [&](Index tile, Index pixel) {
    const double value = images(tile, pixel);
    return std::isnan(value) ? std::uint8_t{0} : rounded(255 * std::clamp(value, 0.0, 1.0));
  });
}

}  // namespace rederive
