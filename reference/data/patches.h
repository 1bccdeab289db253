// Square pieces of images, for models of small inputs.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/data/labelled_images.h"

namespace rederive {

/// `count` patches of side x side pixels / 255 in [0, 1], a patch a row: each from a uniform image and place, drawn
/// again until the standard deviation of its pixels is at least `least_deviation`, so that empty corners stay out.
/// UsageError for sizes below 1 or a side beyond the images', UnavailableError after 1000 draws a patch.
Matrix random_patches(const LabelledImages& images, Index count, Index side, double least_deviation,
                      const Stream& stream);

}  // namespace rederive
