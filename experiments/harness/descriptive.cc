#include "experiments/harness/descriptive.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive {

bool testable(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::fabs(x) <= kLargestTestable; });
}

void require_sample(std::span<const double> values, std::size_t least, std::string_view what) {
  if (values.size() < least) {
    throw UsageError(fmt::format("{} needs at least {} value{}, not {}; run more seeds", what, least,
                                 least == 1 ? "" : "s", values.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!testable(values.subspan(i, 1))) {
      throw Error(fmt::format("{} needs finite values of at most {:g}, but value {} of {} is {}; look at that run",
                              what, kLargestTestable, i + 1, values.size(), values[i]));
    }
  }
}

void require_level(double level, std::string_view what) {
  if (!(level > 0 && level < 1)) {
    throw UsageError(fmt::format("{} needs a level between 0 and 1, not {}", what, level));
  }
}

std::vector<double> paired_differences(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw UsageError(fmt::format("pairs need equally many values on both sides, not {} and {}; run the same seeds",
                                 a.size(), b.size()));
  }
  std::vector<double> differences(a.size());
  std::transform(a.begin(), a.end(), b.begin(), differences.begin(), [](double x, double y) { return x - y; });
  return differences;
}

double mean(std::span<const double> values) {
  require_sample(values, 1, "a mean");
  double shifted = 0;
  for (const double x : values) shifted += x - values[0];
  return values[0] + shifted / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  require_sample(values, 2, "a standard deviation");
  const double centre = mean(values);
  double squares = 0;
  for (const double x : values) squares += (x - centre) * (x - centre);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double median(std::span<const double> values) {
  require_sample(values, 1, "a median");
  return quantile(values, 0.5);
}

double quantile(std::span<const double> values, double q) {
  require_sample(values, 1, "a quantile");
  if (!(q >= 0 && q <= 1)) throw UsageError(fmt::format("a quantile needs 0 <= q <= 1, not {}", q));
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(below);
  return sorted[below] + part * (sorted[above] - sorted[below]);
}

}  // namespace rederive
