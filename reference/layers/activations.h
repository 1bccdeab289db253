// Units between layers, element by element:
//
//   sigmoid   y = 1 / (1 + exp(-x))
//   relu      y = max(x, 0)
//   dropout   y = x / (1 - rate) with probability 1 - rate, else 0, while it trains; y = x else
//
// The mask of dropout is a function of the update's noise, the layer's number and the piece of the batch: it is made
// anew for the pass backwards, and does not depend on threads.
#pragma once

#include "reference/layers/layer.h"

namespace rederive::layers {

LayerPlan sigmoid();
LayerPlan relu();
/// ShapeError when the network is built with a rate that is not in [0, 1).
LayerPlan dropout(double rate);

}  // namespace rederive::layers
