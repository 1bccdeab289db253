#include "reference/data/contact_sheet.h"

#include <algorithm>
#include <array>

namespace rederive {
namespace {

constexpr Index kClasses = 10;
constexpr std::uint8_t kLine = 64;

}  // namespace

Image contact_sheet(const LabelledImages& images, Index rows, Index cols) {
  if (rows < 1 || cols < 1) throw UsageError(shape_text(rows, cols) + " images on a page; ask for at least 1 x 1");
  const Index high = images.height + 1;
  const Index wide = images.width + 1;
  Image page = Image::black(rows * high - 1, cols * wide - 1);
  for (Index y = 0; y < page.height; ++y) {
    for (Index x = 0; x < page.width; ++x) {
      if (y % high == images.height || x % wide == images.width) page(y, x) = kLine;
    }
  }
  std::array<Index, kClasses> next{};  // where the search for each class goes on
  for (Index row = 0; row < rows; ++row) {
    Index& i = next[static_cast<std::size_t>(row % kClasses)];
    for (Index col = 0; col < cols; ++col, ++i) {
      while (i < images.count && images.labels[static_cast<std::size_t>(i)] != row % kClasses) ++i;
      if (i >= images.count) break;
      const auto pixels = images.image(i);
      for (Index y = 0; y < images.height; ++y) {
        std::copy_n(pixels.begin() + y * images.width, images.width,
                    page.pixels.begin() + (row * high + y) * page.width + col * wide);
      }
    }
  }
  return page;
}

}  // namespace rederive
