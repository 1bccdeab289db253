// Summaries of a sample, and the words that all tests share.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace rederive {

/// What the data speak for when the test rejects: that the difference (or trend) is above zero, below it, or either.
enum class Alternative { greater, less, two_sided };

/// [low, high], and the probability with which it covers what it is for. `level` is the one attained, which a discrete
/// distribution may force away from the one asked for.
struct Interval {
  double low = 0;
  double high = 0;
  double level = 0;

  bool contains(double x) const { return low <= x && x <= high; }
  double width() const { return high - low; }
};

/// Whether statistics can be computed of them: finite, and so small that no sum of squares overflows.
inline constexpr double kLargestTestable = 1e150;
bool testable(std::span<const double> values);

/// Throws UsageError when there are fewer than `least` values, Error when they are not testable. `what` opens the
/// message.
void require_sample(std::span<const double> values, std::size_t least, std::string_view what);

/// Throws UsageError unless 0 < level < 1.
void require_level(double level, std::string_view what);

/// a_i - b_i. Throws UsageError when the lengths differ.
std::vector<double> paired_differences(std::span<const double> a, std::span<const double> b);

/// The mean, exact for equal values (they are shifted by the first before they are added). At least 1 value.
double mean(std::span<const double> values);

/// The standard deviation with N - 1 below; exactly 0 for equal values. At least 2 values.
double standard_deviation(std::span<const double> values);

/// The middle value, or half-way between the two middle ones. At least 1 value.
double median(std::span<const double> values);

/// The q-quantile, 0 <= q <= 1: with the sorted values x_0 .. x_(N-1), linear between neighbours at place q (N - 1).
/// Source: type 7 of Hyndman and Fan, The American Statistician 50(4), 1996. At least 1 value.
double quantile(std::span<const double> values, double q);

}  // namespace rederive
