// How restless a loss is from one look at it to the next: the root mean square of its steps,
//
//     f = sqrt(mean_i (l_{i+1} - l_i)^2)
//
// A slow fall of the mean hardly shows. Source: von Neumann, Annals of Mathematical Statistics 12(4), 1941.
#pragma once

#include <cmath>
#include <span>

#include "reference/core/error.h"

namespace rederive {

/// In the unit of the losses. UsageError for fewer than two.
inline double fluctuation(std::span<const double> losses) {
  if (losses.size() < 2) throw UsageError("the steps between fewer than two losses");
  double sum = 0;
  for (std::size_t i = 1; i < losses.size(); ++i) sum += (losses[i] - losses[i - 1]) * (losses[i] - losses[i - 1]);
  return std::sqrt(sum / static_cast<double>(losses.size() - 1));
}

}  // namespace rederive
