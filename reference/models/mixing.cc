#include "reference/models/mixing.h"

#include <cmath>
#include <string>
#include <vector>

#include "reference/core/elementary.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

std::vector<double> column_means(ConstMatrixView m) {
  std::vector<double> means(static_cast<std::size_t>(m.cols), 0.0);
  for (Index n = 0; n < m.rows; ++n) {
    for (Index i = 0; i < m.cols; ++i) means[static_cast<std::size_t>(i)] += static_cast<double>(m(n, i));
  }
  for (double& mean : means) mean /= static_cast<double>(m.rows);
  return means;
}

}  // namespace

double occupancy_entropy(std::span<const std::uint32_t> of_each, std::uint32_t classes) {
  if (of_each.empty()) throw UsageError("the occupancy of no chains; give at least one");
  std::vector<double> counts(classes, 0.0);
  for (const std::uint32_t c : of_each) {
    if (c >= classes) throw UsageError("class " + std::to_string(c) + " of " + std::to_string(classes));
    ++counts[c];
  }
  double entropy = 0;
  for (const double count : counts) {
    const double share = count / static_cast<double>(of_each.size());
    if (count > 0) entropy -= share * log_exact_bits(share);
  }
  return entropy;
}

double share_changed(std::span<const std::uint32_t> before, std::span<const std::uint32_t> after) {
  if (before.size() != after.size()) {
    throw ShapeError(std::to_string(before.size()) + " classes before and " + std::to_string(after.size()) + " after");
  }
  if (before.empty()) throw UsageError("the changes of no chains; give at least one");
  std::size_t changed = 0;
  for (std::size_t n = 0; n < before.size(); ++n) changed += before[n] != after[n] ? 1 : 0;
  return static_cast<double>(changed) / static_cast<double>(before.size());
}

double state_correlation(ConstMatrixView x, ConstMatrixView y) {
  if (x.rows != y.rows || x.cols != y.cols) {
    throw ShapeError("states of " + shape_text(x.rows, x.cols) + " and of " + shape_text(y.rows, y.cols));
  }
  if (x.rows < 2) throw UsageError("the correlation of fewer than two chains; start more");
  const std::vector<double> mean_x = column_means(x);
  const std::vector<double> mean_y = column_means(y);
  double products = 0;
  double squares_x = 0;
  double squares_y = 0;
  for (Index n = 0; n < x.rows; ++n) {
    for (Index i = 0; i < x.cols; ++i) {
      const double dx = static_cast<double>(x(n, i)) - mean_x[static_cast<std::size_t>(i)];
      const double dy = static_cast<double>(y(n, i)) - mean_y[static_cast<std::size_t>(i)];
      products += dx * dy;
      squares_x += dx * dx;
      squares_y += dy * dy;
    }
  }
  const double scale = std::sqrt(squares_x) * std::sqrt(squares_y);
  return scale > 0 ? products / scale : 0.0;
}

}  // namespace rederive
