// The files given as bytes were made by another program: Python's zlib and struct.
#include "experiments/harness/png.h"

#include <cstdint>
#include <vector>

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

using Bytes = std::vector<std::uint8_t>;

// 2 x 3, 8-bit grey: 0 1 127 / 128 254 255.
const Bytes kGrey{0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
                  0x52, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x02, 0x08, 0x00, 0x00, 0x00, 0x00, 0xb8,
                  0x1f, 0x39, 0xc6, 0x00, 0x00, 0x00, 0x10, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60,
                  0x60, 0xac, 0x67, 0x68, 0xf8, 0xf7, 0x1f, 0x00, 0x07, 0x04, 0x02, 0xfe, 0x9d, 0x94, 0x5e,
                  0xa0, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
// 1 x 1 in colour.
const Bytes kColour{0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
                    0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00,
                    0x00, 0x90, 0x77, 0x53, 0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78,
                    0x9c, 0x63, 0x60, 0x64, 0x62, 0x06, 0x00, 0x00, 0x0e, 0x00, 0x07, 0xd7, 0x6f, 0xe4,
                    0x78, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
// A header of a million by a million pixels over eight bytes of them.
const Bytes kHuge{0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
                  0x0f, 0x42, 0x40, 0x00, 0x0f, 0x42, 0x40, 0x08, 0x00, 0x00, 0x00, 0x00, 0x79, 0x06, 0x67, 0xa1, 0x00,
                  0x00, 0x00, 0x0b, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0x80, 0x00, 0x00, 0x00, 0x08, 0x00,
                  0x01, 0xb7, 0x58, 0x73, 0x95, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

Image noise(Index height, Index width) {
  Image image = Image::black(height, width);
  Draws draws(Stream(1, "png"));
  for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(draws.below(256));
  return image;
}

bool same(const Image& a, const Image& b) { return a.height == b.height && a.width == b.width && a.pixels == b.pixels; }

}  // namespace

TEST_CASE("a PNG made elsewhere has the pixels it should have") {
  const Image image = decode_png(kGrey);
  CHECK(image.height == 2);
  CHECK(image.width == 3);
  CHECK(image.pixels == Bytes{0, 1, 127, 128, 254, 255});
}

TEST_CASE("a picture survives the way to PNG and back") {
  Image every = Image::black(16, 16);
  for (std::size_t i = 0; i < 256; ++i) every.pixels[i] = static_cast<std::uint8_t>(i);
  CHECK(same(decode_png(encode_png(every)), every));
  for (const auto& [height, width] : {std::pair<Index, Index>{1, 1}, {1, 300}, {300, 1}, {28, 28}, {289, 311}}) {
    const Image image = noise(height, width);
    CHECK(same(decode_png(encode_png(image)), image));
  }
}

TEST_CASE("a PNG cut short anywhere, or with something behind it, is refused") {
  const Bytes whole = encode_png(noise(9, 7));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    REQUIRE_THROWS_AS(decode_png(std::span(whole).first(length)), IoError);
  }
  Bytes longer = whole;
  longer.push_back(0);
  CHECK_THROWS_WITH(decode_png(longer), ContainsSubstring("end"));
}

TEST_CASE("no flipped bit of a PNG gives another picture") {
  // Bits of chunks that do not matter may flip unnoticed (the colour space); the pixels and the sizes may not.
  const Image image = noise(9, 7);
  const Bytes whole = encode_png(image);
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Bytes flipped = whole;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    Image decoded;
    try {
      decoded = decode_png(flipped);
    } catch (const IoError&) {
      ++refused;
      continue;
    }
    REQUIRE(same(decoded, image));
  }
  CHECK(refused > 8 * 100);  // 63 random pixels cannot be compressed: most bits belong to them
}

TEST_CASE("garbage, other formats and impossible sizes are refused") {
  Bytes garbage(1000);
  Draws draws(Stream(2, "png"));
  for (auto& byte : garbage) byte = static_cast<std::uint8_t>(draws.below(256));
  CHECK_THROWS_AS(decode_png(garbage), IoError);
  CHECK_THROWS_AS(decode_png({}), IoError);
  CHECK_THROWS_WITH(decode_png(kColour), ContainsSubstring("not grey"));
  CHECK_THROWS_WITH(decode_png(kHuge), ContainsSubstring("1000000 x 1000000"));
}

TEST_CASE("an impossible picture is a programming fault") {
  CHECK_THROWS_AS(encode_png(Image{}), ShapeError);
  CHECK_THROWS_AS(encode_png(Image{2, 2, {1, 2, 3}}), ShapeError);
  CHECK_THROWS_AS(encode_png(Image{-1, -1, {1}}), ShapeError);
}
