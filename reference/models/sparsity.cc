#include "reference/models/sparsity.h"

#include <algorithm>
#include <cmath>

#include "reference/core/error.h"

namespace rederive {

Zeros zeros(ConstMatrixView rows, double fraction) {
  if (rows.size() < 1)
    throw UsageError("the zeros of a " + shape_text(rows.rows, rows.cols) + " matrix; give elements");
  Index exact = 0;
  Index near = 0;
  for (Index n = 0; n < rows.rows; ++n) {
    double largest = 0;
    for (Index j = 0; j < rows.cols; ++j) largest = std::max(largest, std::abs(static_cast<double>(rows(n, j))));
    for (Index j = 0; j < rows.cols; ++j) {
      const double magnitude = std::abs(static_cast<double>(rows(n, j)));
      exact += magnitude == 0 ? 1 : 0;
      near += magnitude == 0 || magnitude < fraction * largest ? 1 : 0;
    }
  }
  const auto all = static_cast<double>(rows.size());
  return {static_cast<double>(exact) / all, static_cast<double>(near) / all};
}

}  // namespace rederive
