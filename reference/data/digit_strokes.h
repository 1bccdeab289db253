// The pen's paths: for each digit a few ways in which people write it.
//
// Units: 1 is the height of the digit, x to the right, y downwards; the pen passes through the points in their order
// and bends smoothly (Catmull-Rom) between them. A corner is the end of one stroke and the start of the next.
#pragma once

#include <span>
#include <vector>

namespace rederive {

struct Point {
  float x = 0;
  float y = 0;
};

using PenStroke = std::vector<Point>;     // two points or more
using Skeleton = std::vector<PenStroke>;  // one way to write a digit

/// All skeletons of a digit, 0 <= digit <= 9. Source: drawn for this project.
std::span<const Skeleton> skeletons_of(int digit);

}  // namespace rederive
