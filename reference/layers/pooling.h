// Pooling layers over m x m windows, every s pixels (reference/kernels/pool2d.h): maximum, average, Lp norm.
#pragma once

#include "reference/layers/layer.h"

namespace rederive::layers {

/// stride = 0: that of the window, so that windows are disjoint. After an image into which a window fits: ShapeError
/// elsewhere.
LayerPlan max_pooling(Index window, Index stride = 0);
LayerPlan average_pooling(Index window, Index stride = 0);
/// p >= 1: UsageError otherwise.
LayerPlan lp_pooling(double p, Index window, Index stride = 0);

}  // namespace rederive::layers
