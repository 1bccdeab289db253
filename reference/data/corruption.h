// Damage to images, for those who learn to undo it.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

enum class Corruption {
  masking,          // a damaged pixel is 0
  salt_and_pepper,  // 0 or 1, one as likely as the other
};

/// Each pixel is damaged with probability `rate`, a multiple of 2^-24 in [0, 1] (rounded up to one), else left as it
/// is. Pixel (i, j) is decided by word i * cols + j of the stream, so that the pixels damaged at one rate are among
/// those damaged at a higher one. Returns how many were. UsageError for a rate outside [0, 1]. Source: Vincent,
/// Larochelle, Lajoie, Bengio, Manzagol, Journal of Machine Learning Research 11, 2010, section 3.3.
Index corrupt(MatrixView images, Corruption kind, double rate, const Stream& stream);

}  // namespace rederive
