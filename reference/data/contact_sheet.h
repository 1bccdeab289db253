// A page of images, by class, for people's eyes.
#pragma once

#include "reference/core/image.h"
#include "reference/data/labelled_images.h"

namespace rederive {

/// rows x cols images with a dark line between them. Row r shows class r % 10; a class's second row goes on where its
/// first one ended. Where a class has no more images, the place stays black. Throws UsageError when rows or cols < 1.
Image contact_sheet(const LabelledImages& images, Index rows, Index cols);

}  // namespace rederive
