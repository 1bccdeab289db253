#include "reference/models/nearest_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "reference/core/error.h"
#include "reference/kernels/pairwise_squared_distances.h"
#include "reference/models/row_blocks.h"

namespace rederive {
namespace {

Nearest nearest_of(const float* distances, Index count) {
  Nearest nearest{.row = 0, .squared_distance = std::numeric_limits<double>::quiet_NaN()};
  bool found = false;
  for (Index j = 0; j < count; ++j) {
    const auto d = static_cast<double>(distances[j]);
    if (!(found ? d < nearest.squared_distance : !std::isnan(d))) continue;
    nearest = {static_cast<std::uint32_t>(j), d};
    found = true;
  }
  return nearest;
}

void require_labels(ConstMatrixView x, std::span<const std::uint32_t> labels) {
  if (std::ssize(labels) != x.rows) {
    throw ShapeError(std::to_string(labels.size()) + " labels for " + std::to_string(x.rows) + " rows");
  }
}

}  // namespace

std::vector<Nearest> nearest_rows(ConstMatrixView x, ConstMatrixView y) {
  if (y.rows < 1) throw UsageError("the nearest of no rows; give at least one");
  std::vector<Nearest> all;
  Matrix distances(std::min(x.rows, kBlockRows), y.rows);
  for_row_blocks(x, [&](ConstMatrixView block, Index) {
    const MatrixView of_block = distances.view().row_range(0, block.rows);
    pairwise_squared_distances(block, y, of_block);
    for (Index n = 0; n < block.rows; ++n) all.push_back(nearest_of(of_block.row(n), y.rows));
  });
  return all;
}

double mean_squared_distance(const std::vector<Nearest>& nearest) {
  if (nearest.empty()) throw UsageError("the mean distance of no rows; give at least one");
  double sum = 0;
  for (const Nearest& one : nearest) sum += one.squared_distance;
  return sum / static_cast<double>(nearest.size());
}

double nearest_label_accuracy(ConstMatrixView x, std::span<const std::uint32_t> labels_x, ConstMatrixView y,
                              std::span<const std::uint32_t> labels_y) {
  if (x.rows < 1) throw UsageError("the accuracy on no rows; give at least one");
  require_labels(x, labels_x);
  require_labels(y, labels_y);
  const std::vector<Nearest> nearest = nearest_rows(x, y);
  std::size_t right = 0;
  for (std::size_t n = 0; n < nearest.size(); ++n) right += labels_y[nearest[n].row] == labels_x[n] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(nearest.size());
}

}  // namespace rederive
