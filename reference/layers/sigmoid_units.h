// y = 1 / (1 + exp(-x))
#pragma once

#include "reference/layers/layer.h"

namespace rederive::layers {

LayerPlan sigmoid();

}  // namespace rederive::layers
