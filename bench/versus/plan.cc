#include "bench/versus/plan.h"

#include <algorithm>

namespace rederive::bench {
namespace {

// Whatever such a setting does, the table shows it beside the fastest, and nobody would choose it.
constexpr double kSlow = 2;

double fastest_of(const std::string& library, const std::vector<Estimate>& epochs) {
  double fastest = -1;
  for (const Estimate& epoch : epochs) {
    if (epoch.library == library && (fastest < 0 || epoch.seconds < fastest)) fastest = epoch.seconds;
  }
  return fastest;
}

}  // namespace

std::vector<int> repetitions(const std::vector<Estimate>& epochs, int most, double budget) {
  const int least = std::min(kLeastRepetitions, most);
  double round = 0;
  std::vector<int> counts;
  for (const Estimate& epoch : epochs) {
    if (epoch.seconds <= kSlow * fastest_of(epoch.library, epochs)) {
      round += epoch.seconds;
      counts.push_back(most);
    } else {
      counts.push_back(least * epoch.seconds > budget ? 1 : least);
    }
  }
  const double fit = round > 0 ? budget / round : most;
  const int full = static_cast<int>(std::clamp(fit, static_cast<double>(least), static_cast<double>(most)));
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    if (epochs[i].seconds <= kSlow * fastest_of(epochs[i].library, epochs)) counts[i] = full;
  }
  return counts;
}

}  // namespace rederive::bench
