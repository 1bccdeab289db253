#include "experiments/harness/trend.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "experiments/harness/rank_tests.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

using Distribution = std::vector<double>;  // P(2 L = s) at place s

/// 2 L of one block: its doubled ranks, weighted by their places.
std::int64_t score(std::span<const int> ranks) {
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < ranks.size(); ++j) sum += static_cast<std::int64_t>(j + 1) * ranks[j];
  return sum;
}

/// The distribution of one block's score over the k! orders of its ranks. Places are filled from the first; what
/// matters is which ranks are used up, so there are 2^k states and not k! orders.
Distribution block_distribution(const std::vector<int>& sorted) {
  const std::size_t k = sorted.size();
  const std::size_t width = static_cast<std::size_t>(score(sorted)) + 1;  // sorted ranks score highest
  std::vector<Distribution> ways(std::size_t{1} << k, Distribution(width, 0.0));
  ways[0][0] = 1;
  for (std::size_t used = 0; used + 1 < ways.size(); ++used) {
    const auto place = static_cast<std::size_t>(std::popcount(used)) + 1;
    for (std::size_t r = 0; r < k; ++r) {
      if ((used >> r & 1U) != 0) continue;
      const std::size_t step = place * static_cast<std::size_t>(sorted[r]);
      Distribution& next = ways[used | std::size_t{1} << r];
      for (std::size_t s = 0; s + step < width; ++s) next[s + step] += ways[used][s];
    }
  }
  Distribution counts = std::move(ways.back());
  const double orders = std::accumulate(counts.begin(), counts.end(), 0.0);
  for (double& c : counts) c /= orders;
  return counts;
}

Distribution convolve(const Distribution& a, const Distribution& b) {
  Distribution sum(a.size() + b.size() - 1, 0.0);
  for (std::size_t j = 0; j < b.size(); ++j) {
    if (b[j] == 0) continue;
    for (std::size_t i = 0; i < a.size(); ++i) sum[i + j] += a[i] * b[j];
  }
  return sum;
}

/// P(2 L >= s) or P(2 L <= s), each added from its thin end.
double tail(const Distribution& distribution, std::int64_t s, bool up) {
  return up ? std::accumulate(distribution.rbegin(), distribution.rend() - s, 0.0)
            : std::accumulate(distribution.begin(), distribution.begin() + s + 1, 0.0);
}

double normal_tail(double s, double mean, double variance, bool up) {
  if (variance == 0) return 1;  // every block is one tie: all orders score the same
  const boost::math::normal standard;
  const double z = (s - mean) / std::sqrt(variance);
  return up ? cdf(boost::math::complement(standard, z)) : cdf(standard, z);
}

}  // namespace

TrendTest page_trend(std::span<const double> values, std::size_t conditions, Alternative alternative) {
  if (conditions < 2) throw UsageError(fmt::format("Page's test needs at least 2 conditions, not {}", conditions));
  require_sample(values, conditions, "Page's test");
  if (values.size() % conditions != 0) {
    throw UsageError(fmt::format("Page's test needs whole blocks of {}, but there are {} values; run the missing cells",
                                 conditions, values.size()));
  }
  if (alternative == Alternative::two_sided) throw UsageError("Page's test is one-sided; say up or down");
  const bool up = alternative == Alternative::greater;

  TrendTest result;
  result.conditions = conditions;
  result.blocks = values.size() / conditions;
  result.exact = conditions <= kExactTrendConditions && result.blocks <= kExactTrendBlocks;
  const auto k = static_cast<double>(conditions);
  std::int64_t observed = 0;
  std::int64_t best = 0;
  double expected = 0;
  double variance = 0;
  std::map<std::vector<int>, Distribution> known;  // blocks with the same ties share their distribution
  Distribution total{1.0};
  for (std::size_t block = 0; block < result.blocks; ++block) {
    std::vector<int> ranks = doubled_midranks(values.subspan(block * conditions, conditions));
    observed += score(ranks);
    std::sort(ranks.begin(), ranks.end());
    best += up ? score(ranks) : score(std::vector<int>(ranks.rbegin(), ranks.rend()));
    if (result.exact) {
      const auto [entry, fresh] = known.try_emplace(ranks);
      if (fresh) entry->second = block_distribution(ranks);
      total = convolve(total, entry->second);
    }
    double squares = 0;
    for (const int rank : ranks) squares += (rank - (k + 1)) * (rank - (k + 1));
    expected += k * (k + 1) * (k + 1) / 2;
    variance += squares / (k - 1) * (k * (k * k - 1) / 12);
  }
  const auto p = [&](std::int64_t s) {
    return result.exact ? tail(total, s, up) : normal_tail(static_cast<double>(s), expected, variance, up);
  };
  result.statistic = static_cast<double>(observed) / 2;
  result.p = std::min(1.0, p(observed));
  result.least_p = std::min(1.0, p(best));
  return result;
}

}  // namespace rederive
