// The rules that the experiments of this family compare, by name.
//
//   descent        w' = w - eta g
//   two-gradients  w' = w - eta g - m eta g_before       document 000, section 6.4, as printed
//   heavy-ball     v' = m v - eta g, w' = w + v'         Polyak 1964
//   nesterov       the same with g at w + m v            Nesterov 1983
//   adadelta       Zeiler 2012: rate 1, rho .95, epsilon 1e-6, whatever eta and m are
//
// Source: document 000, section 6.4; protocols 000 §6.4.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference/optimise/optimiser.h"

namespace rederive::optimise {

inline std::vector<std::string_view> rule_names() {
  return {"descent", "two-gradients", "heavy-ball", "nesterov", "adadelta"};
}

inline UpdateRule rule_of(const std::string& name, double rate, double momentum) {
  const auto eta = static_cast<float>(rate);
  const auto m = static_cast<float>(momentum);
  if (name == "descent") return SgdRule{.rate = eta};
  if (name == "two-gradients") return TwoGradientRule{.rate = eta, .momentum = m};
  if (name == "adadelta") return AdadeltaRule{};
  return MomentumRule{.rate = eta, .momentum = m, .nesterov = name == "nesterov"};
}

}  // namespace rederive::optimise
