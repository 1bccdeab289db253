// y = max(x, 0)
#pragma once

#include "reference/layers/layer.h"

namespace rederive::layers {

/// The gradient at 0 is 0.
LayerPlan relu();

}  // namespace rederive::layers
