#include "reference/models/nearest_columns.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive {

std::vector<std::uint32_t> nearest_columns(std::span<const float> distances, Index self, Index count) {
  const Index columns = std::ssize(distances);
  const Index others = self >= 0 && self < columns ? columns - 1 : columns;
  if (count < 1 || count > others) throw UsageError(fmt::format("the {} nearest of {} points", count, others));
  // A heap of the nearest so far, the farthest on top: few columns get in once it is full.
  using Place = std::pair<float, std::uint32_t>;
  std::vector<Place> heap;
  heap.reserve(static_cast<std::size_t>(count));
  float limit = std::numeric_limits<float>::infinity();
  for (Index j = 0; j < columns; ++j) {
    const float d = distances[static_cast<std::size_t>(j)];
    if (!(d < limit) || j == self) continue;
    if (std::ssize(heap) == count) {
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    heap.emplace_back(d, static_cast<std::uint32_t>(j));
    std::push_heap(heap.begin(), heap.end());
    if (std::ssize(heap) == count) limit = heap.front().first;
  }
  if (std::ssize(heap) < count) throw Error("distances that are not finite: the points have run away");
  std::sort_heap(heap.begin(), heap.end());
  std::vector<std::uint32_t> nearest;
  for (const auto& [distance, column] : heap) nearest.push_back(column);
  return nearest;
}

}  // namespace rederive
