// Row sums in sixteen lanes, one number at a time: what lanes-inl.h does on vectors.
#pragma once

#include <array>
#include <cstddef>

#include "reference/core/matrix.h"

namespace rederive {

/// term(j) goes to sum j mod 16; the sums are added as a tree: l and l + 8, then l + 4, l + 2, l + 1.
template <class Number, class Term>
Number sum_in_lanes(Index count, const Term& term) {
  std::array<Number, 16> sums{};
  for (Index j = 0; j < count; ++j) sums[static_cast<std::size_t>(j % 16)] += term(j);
  for (std::size_t width = 8; width > 0; width /= 2) {
    for (std::size_t l = 0; l < width; ++l) sums[l] += sums[l + width];
  }
  return sums[0];
}

}  // namespace rederive
