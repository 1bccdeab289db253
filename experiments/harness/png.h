// Pictures as PNG files, by libpng.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/core/image.h"

namespace rederive {

/// The bytes of an 8-bit grey PNG. The pixels are what counts: another version of zlib may give other bytes for them.
/// Throws ShapeError when the picture is empty or its pixels do not fill it, IoError when libpng fails.
std::vector<std::uint8_t> encode_png(const Image& image);

/// The picture in a grey PNG of up to 8 bits a pixel, without transparency. Throws IoError, which says what is wrong,
/// for anything else: other formats, damage, a missing end, more than 2^26 pixels.
Image decode_png(std::span<const std::uint8_t> bytes);

}  // namespace rederive
