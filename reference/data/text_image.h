// A binary picture of words, in letters of 5 x 7 strokes that are enlarged: large flat areas with sharp corners.
#pragma once

#include <string>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

/// A line of letters below the other, each letter and each line with an empty column and row before it, and one at the
/// end, all `scale` times as large; 1 is ink. Letters are A, D, E, G, I, L, M, N, O, R, S and the space. UsageError for
/// others, for no lines or a scale below 1.
Matrix text_image(const std::vector<std::string>& lines, int scale);

}  // namespace rederive
