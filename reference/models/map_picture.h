// A map as a picture: each point as its label's digit, four pixels by six.
#pragma once

#include <cstdint>
#include <span>

#include "reference/core/image.h"
#include "reference/core/matrix.h"

namespace rederive {

/// The map is (2, n), x to the right and y up, one scale for both, fitted to a square of `side` pixels; labels are 0
/// to 9, and the classes have ten shades of grey. Of overlapping digits the last is on top. Throws ShapeError where the
/// labels do not fit, UsageError for another label or a side below 16; points that are not finite are left out.
Image map_picture(ConstMatrixView map, std::span<const std::uint32_t> labels, Index side = 800);

}  // namespace rederive
