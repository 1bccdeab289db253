// One step of an optimiser on all parameters of a model, from the gradients that they hold.
#pragma once

#include <span>

#include "reference/kernels/updates.h"
#include "reference/layers/layer.h"

namespace rederive {

/// Plain gradient descent; the rule's decay holds for the parameters that decay.
void descend(std::span<Trainable* const> parameters, const SgdRule& rule);

}  // namespace rederive
