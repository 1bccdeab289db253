#include "reference/optimise/descend.h"

namespace rederive {

void descend(std::span<Parameter* const> parameters, const SgdRule& rule) {
  for (Parameter* parameter : parameters) {
    sgd(parameter->value, parameter->gradient, {.rate = rule.rate, .decay = parameter->decays ? rule.decay : 0});
  }
}

}  // namespace rederive
