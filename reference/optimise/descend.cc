#include "reference/optimise/descend.h"

namespace rederive {

void descend(std::span<Trainable* const> parameters, const SgdRule& rule) {
  for (Trainable* parameter : parameters) {
    sgd(parameter->value, parameter->gradient, {.rate = rule.rate, .decay = parameter->decays ? rule.decay : 0});
  }
}

}  // namespace rederive
