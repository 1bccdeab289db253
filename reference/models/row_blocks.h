// Passes over a data set in blocks of rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

/// 128 rows of 784 are 400 kB, which stays in the second-level cache. Where each row's result is its own, the number
/// does not show.
inline constexpr Index kBlockRows = 128;

/// body(rows [first, first + count) of x, first) for all blocks in turn.
template <class Body>
void for_row_blocks(ConstMatrixView x, const Body& body) {
  for (Index first = 0; first < x.rows; first += kBlockRows) {
    body(x.row_range(first, std::min(kBlockRows, x.rows - first)), first);
  }
}

inline std::span<double> part(std::vector<double>& x, Index first, Index count) {
  return std::span(x).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
}

/// In the order of the elements.
inline double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += value;
  return sum / static_cast<double>(x.size());
}

inline void copy_rows(ConstMatrixView from, MatrixView to) {
  for (Index n = 0; n < from.rows; ++n) std::copy_n(from.row(n), from.cols, to.row(n));
}

}  // namespace rederive
