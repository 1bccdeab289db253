// Order statistics of the Walsh averages (x_i + x_j) / 2, i <= j, which are n (n + 1) / 2: too many to keep.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace rederive {

class WalshAverages {
 public:
  /// At least one number, all finite.
  explicit WalshAverages(std::span<const double> x);

  std::size_t size() const { return sorted_halves_.size() * (sorted_halves_.size() + 1) / 2; }

  /// The k-th smallest, k in [1, size()], exactly: the bits that sorting all averages would give. Memory for n numbers
  /// and, as a double is one of 2^64, at most 64 passes over them.
  double smallest(std::size_t k) const;

  /// As of a list of them all: for an even number the mean of the two in the middle.
  double median() const;

 private:
  std::size_t count_up_to(double bound) const;

  std::vector<double> sorted_halves_;
};

}  // namespace rederive
