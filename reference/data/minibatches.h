// A pass over a training set in random order, a few rows at a time.
//
//     Matrix x;
//     for (const auto rows : minibatches(digits.count(), 10, Stream(seed, "shuffle", {epoch}))) {
//       gather_rows(digits.grey, rows, x);
//       ...
//     }
#pragma once

#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

using RowIndices = std::span<const std::uint32_t>;

/// A permutation of 0 .. count - 1 in batches; the last one is shorter where batch_size does not divide count.
class Minibatches {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = RowIndices;
    using difference_type = std::ptrdiff_t;
    using pointer = const RowIndices*;
    using reference = RowIndices;

    Iterator() = default;
    Iterator(RowIndices rest, std::size_t batch) : rest_(rest), batch_(batch) {}
    RowIndices operator*() const { return rest_.first(std::min(batch_, rest_.size())); }
    Iterator& operator++() {
      rest_ = rest_.subspan(std::min(batch_, rest_.size()));
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return rest_.size() == other.rest_.size(); }

   private:
    RowIndices rest_;
    std::size_t batch_ = 1;
  };

  Minibatches(std::vector<std::uint32_t> order, std::size_t batch) : order_(std::move(order)), batch_(batch) {}

  Iterator begin() const { return {order_, batch_}; }
  Iterator end() const { return {{}, batch_}; }
  /// The number of batches.
  std::size_t size() const { return (order_.size() + batch_ - 1) / batch_; }

 private:
  std::vector<std::uint32_t> order_;
  std::size_t batch_;
};

/// Throws UsageError when batch_size < 1, ShapeError when count < 0 or does not fit 32 bits.
Minibatches minibatches(Index count, Index batch_size, const Stream& stream);

/// out = the rows of `source` that are named, in that order; `out` keeps its memory where it can.
/// Throws ShapeError when there is no such row.
void gather_rows(ConstMatrixView source, RowIndices rows, Matrix& out);

}  // namespace rederive
