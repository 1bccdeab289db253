#include "experiments/harness/png.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <png.h>

#include "reference/core/error.h"

namespace rederive {
namespace {

// libpng's simplified interface catches its own long jumps and reports them as a return value and a message, so that no
// jump ever crosses a frame of ours.
class Handle {
 public:
  Handle() {
    std::memset(&image_, 0, sizeof image_);
    image_.version = PNG_IMAGE_VERSION;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { png_image_free(&image_); }

  png_image* operator->() { return &image_; }
  png_image* get() { return &image_; }
  void require(int succeeded, const char* doing) const {
    if (succeeded == 0) throw IoError(fmt::format("libpng cannot {} a picture: {}", doing, image_.message));
  }

 private:
  png_image image_;
};

constexpr png_uint_32 kMostPixels = 1U << 26;

// The chunk that ends every PNG file. The simplified interface stops at the last pixel and would not miss it.
constexpr std::array<std::uint8_t, 12> kEnd{0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};

}  // namespace

std::vector<std::uint8_t> encode_png(const Image& image) {
  if (image.height < 1 || image.width < 1 || image.height > kMostPixels / image.width ||
      image.pixels.size() != static_cast<std::size_t>(image.height * image.width)) {
    throw ShapeError(
        fmt::format("a {} picture of {} pixels", shape_text(image.height, image.width), image.pixels.size()));
  }
  Handle png;
  png->width = static_cast<png_uint_32>(image.width);
  png->height = static_cast<png_uint_32>(image.height);
  png->format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(*png.get());
  std::vector<std::uint8_t> bytes(size);
  png.require(png_image_write_to_memory(png.get(), bytes.data(), &size, 0, image.pixels.data(), 0, nullptr), "write");
  bytes.resize(size);
  return bytes;
}

Image decode_png(std::span<const std::uint8_t> bytes) {
  Handle png;
  png.require(png_image_begin_read_from_memory(png.get(), bytes.data(), bytes.size()), "read");
  if (png->format != PNG_FORMAT_GRAY) throw IoError("the PNG picture is not grey with up to 8 bits a pixel");
  if (png->height > kMostPixels / png->width) {
    throw IoError(
        fmt::format("the PNG picture claims {} x {} pixels, too many to be one of ours", png->height, png->width));
  }
  if (bytes.size() < kEnd.size() || !std::equal(kEnd.begin(), kEnd.end(), bytes.end() - kEnd.size())) {
    throw IoError("the PNG picture has no end: it was cut short or something follows it");
  }
  Image image = Image::black(png->height, png->width);
  png.require(png_image_finish_read(png.get(), nullptr, image.pixels.data(), 0, nullptr), "read");
  return image;
}

}  // namespace rederive
