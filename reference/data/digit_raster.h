// Ink on paper: pieces of strokes to 28 x 28 grey pixels.
#pragma once

#include <cstdint>
#include <span>

#include "reference/core/random.h"
#include "reference/data/digit_shape.h"

namespace rederive {

inline constexpr int kDigitSide = 28;

/// Draws the pieces, blurs them a little and adds noise to the ink; the paper stays black (0), as in MNIST.
/// `pixels` holds 28 * 28. Pieces may reach over the edge.
void draw_ink(std::span<const InkPiece> pieces, Draws& draws, std::span<std::uint8_t> pixels);

}  // namespace rederive
