// The nearest neighbours of some rows among others.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

struct Nearest {
  std::uint32_t row = 0;        // of equally near ones the first
  double squared_distance = 0;  // of binary rows: the number of places in which they differ
};

/// For each row of x its nearest row of y, by the squared Euclidean distance in float32 (exact for binary rows of up to
/// 2^24 places). A distance that is not a number is never the nearest; where all are, row 0 at NaN.
/// Throws UsageError when y has no rows, ShapeError when the columns differ. Cost: |x| |y| columns.
std::vector<Nearest> nearest_rows(ConstMatrixView x, ConstMatrixView y);

/// The mean of the squared distances. Throws UsageError when there are none.
double mean_squared_distance(const std::vector<Nearest>& nearest);

/// The share of the rows of x whose nearest row of y has the same label: the accuracy of a 1-nearest-neighbour
/// classifier. Throws UsageError without rows, ShapeError unless there is a label for each row.
double nearest_label_accuracy(ConstMatrixView x, std::span<const std::uint32_t> labels_x, ConstMatrixView y,
                              std::span<const std::uint32_t> labels_y);

}  // namespace rederive
