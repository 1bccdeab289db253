// Digests of numbers by their bits: what "the same bits" is checked with.
//
// The bytes go in least significant first, whatever the machine's own order. All NaNs count as one: IEEE 754 leaves
// their sign and payload to the processor, and x86-64 and Arm choose differently. 0 and -0 are two.
#pragma once

#include <span>
#include <string>

#include "reference/core/matrix.h"

namespace rederive {

/// 32 hexadecimal digits: half of the SHA-256 of the numbers.
std::string bits_digest(std::span<const float> numbers);
std::string bits_digest(std::span<const double> numbers);
/// Of the shape and the elements, row by row; the stride does not show.
std::string bits_digest(ConstMatrixView matrix);

}  // namespace rederive
