// One handwritten digit as geometry: a skeleton, distorted as hands distort, cut into short straight pieces.
#pragma once

#include <vector>

#include "reference/core/random.h"
#include "reference/data/digit_strokes.h"

namespace rederive {

/// A straight piece of ink with round ends, in pixels; pixel (i, j) covers [j, j + 1) x [i, i + 1).
struct InkPiece {
  Point from;
  Point to;
  float half_width_from = 0;
  float half_width_to = 0;
};

/// A random drawing of `digit` for a picture of 28 x 28: centred by its mass, its longer side about 20 pixels, as the
/// digits of MNIST are. The pieces depend on nothing but the draws.
std::vector<InkPiece> random_digit_shape(int digit, Draws& draws);

}  // namespace rederive
