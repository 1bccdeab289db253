#include "experiments/harness/walsh.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <numeric>

namespace rederive {
namespace {

// Whole numbers in the order of the doubles, -0 just below 0: a double's bits are its place among those of its sign.
// Applied twice it gives back what it was given.
std::int64_t mirrored(std::int64_t bits) { return bits >= 0 ? bits : bits ^ std::numeric_limits<std::int64_t>::max(); }
std::int64_t place(double x) { return mirrored(std::bit_cast<std::int64_t>(x)); }
double at_place(std::int64_t place) { return std::bit_cast<double>(mirrored(place)); }

}  // namespace

WalshAverages::WalshAverages(std::span<const double> x) : sorted_halves_(x.begin(), x.end()) {
  for (double& half : sorted_halves_) half /= 2;  // before they are added, so that no sum overflows
  std::sort(sorted_halves_.begin(), sorted_halves_.end());
}

// The sum, rounded, does not fall with either number: as one goes up, the last partner that keeps it within the bound
// goes down, and one walk through both counts the pairs.
std::size_t WalshAverages::count_up_to(double bound) const {
  std::size_t count = 0;
  std::size_t partners = sorted_halves_.size();
  for (std::size_t i = 0; i < partners; ++i) {
    while (partners > i && sorted_halves_[i] + sorted_halves_[partners - 1] > bound) --partners;
    count += partners - i;
  }
  return count;
}

double WalshAverages::smallest(std::size_t k) const {
  std::int64_t low = place(2 * sorted_halves_.front());
  std::int64_t high = place(2 * sorted_halves_.back());
  while (low < high) {
    const std::int64_t middle = std::midpoint(low, high);
    if (count_up_to(at_place(middle)) >= k) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return at_place(low) + 0.0;  // not -0
}

double WalshAverages::median() const {
  const double below = smallest((size() + 1) / 2);
  const double above = smallest(size() / 2 + 1);
  return below + 0.5 * (above - below);
}

}  // namespace rederive
