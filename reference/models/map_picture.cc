#include "reference/models/map_picture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "reference/core/error.h"

namespace rederive {
namespace {

constexpr Index kWidth = 3;
constexpr Index kHeight = 5;
// Three bits a line, from the top.
constexpr std::uint16_t kDigits[10] = {0b111101101101111, 0b010110010010111, 0b111001111100111, 0b111001011001111,
                                       0b101101111001001, 0b111100111001111, 0b111100111101111, 0b111001010010010,
                                       0b111101111101111, 0b111101111001111};

void draw(std::uint32_t digit, Index x, Index y, Image& image) {
  const auto shade = static_cast<std::uint8_t>(255 - 16 * ((digit * 3) % 10));  // classes that look alike differ
  for (Index row = 0; row < kHeight; ++row) {
    for (Index col = 0; col < kWidth; ++col) {
      const Index bit = (kHeight - 1 - row) * kWidth + kWidth - 1 - col;
      if ((kDigits[digit] >> bit & 1) != 0) image(y + row, x + col) = shade;
    }
  }
}

}  // namespace

Image map_picture(ConstMatrixView map, std::span<const std::uint32_t> labels, Index side) {
  if (map.rows != 2 || map.cols != std::ssize(labels)) {
    throw ShapeError("a map of " + shape_text(map.rows, map.cols) + " with " + std::to_string(labels.size()) +
                     " labels");
  }
  if (side < 16) throw UsageError("a picture of " + std::to_string(side) + " pixels; it needs 16");
  for (const std::uint32_t label : labels) {
    if (label > 9) throw UsageError("the label " + std::to_string(label) + " has no digit");
  }
  const auto shown = [&](Index i) { return std::isfinite(map(0, i)) && std::isfinite(map(1, i)); };
  double low[2] = {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  double high[2] = {-low[0], -low[1]};
  for (Index i = 0; i < map.cols; ++i) {
    if (!shown(i)) continue;
    for (const Index c : {0, 1}) {
      low[c] = std::min<double>(low[c], map(c, i));
      high[c] = std::max<double>(high[c], map(c, i));
    }
  }
  Image image = Image::black(side, side);
  const double extent = std::max({high[0] - low[0], high[1] - low[1], 1e-30});
  const auto place = [&](Index c, Index i, Index size) {
    const double centred = (map(c, i) - (low[c] + high[c]) / 2) / extent + 0.5;  // in [0, 1]
    return static_cast<Index>(centred * static_cast<double>(side - size));
  };
  for (Index i = 0; i < map.cols; ++i) {
    if (!shown(i)) continue;
    draw(labels[static_cast<std::size_t>(i)], place(0, i, kWidth), side - kHeight - place(1, i, kHeight), image);
  }
  return image;
}

}  // namespace rederive
