// The smallest entries of a row of distances.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

/// The columns of the `count` smallest distances, nearest first, without column `self`; of equal distances the first
/// columns. Throws UsageError where there are fewer columns, Error where a distance that counts is not finite.
std::vector<std::uint32_t> nearest_columns(std::span<const float> distances, Index self, Index count);

}  // namespace rederive
