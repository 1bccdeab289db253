#include "reference/data/minibatches.h"

#include <algorithm>
#include <limits>

namespace rederive {
namespace {

void prefetch(const float* row, Index count) {
  constexpr Index kLine = 16;
  for (Index j = 0; j < count; j += kLine) __builtin_prefetch(row + j);
}

}  // namespace

Minibatches minibatches(Index count, Index batch_size, const Stream& stream) {
  if (batch_size < 1) throw UsageError("a batch of " + std::to_string(batch_size) + " rows; it needs 1 or more");
  if (count < 0 || count > static_cast<Index>(std::numeric_limits<std::uint32_t>::max())) {
    throw ShapeError("batches of " + std::to_string(count) + " rows");
  }
  return {permutation(static_cast<std::uint32_t>(count), stream), static_cast<std::size_t>(batch_size)};
}

void gather_rows(ConstMatrixView source, RowIndices rows, Matrix& out) {
  const auto beyond = std::find_if(rows.begin(), rows.end(), [&](std::uint32_t i) { return i >= source.rows; });
  if (beyond != rows.end()) {
    throw ShapeError("row " + std::to_string(*beyond) + " of a " + shape_text(source.rows, source.cols) + " matrix");
  }
  out.reshape(static_cast<Index>(rows.size()), source.cols);
  for (Index i = 0; i < out.rows(); ++i) {
    // Rows in random order: the next one is on its way while this one is copied.
    if (i + 1 < out.rows()) prefetch(source.row(rows[static_cast<std::size_t>(i + 1)]), source.cols);
    std::copy_n(source.row(rows[static_cast<std::size_t>(i)]), source.cols, out.row(i));
  }
}

}  // namespace rederive
