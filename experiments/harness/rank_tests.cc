#include "experiments/harness/rank_tests.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

#include "experiments/harness/walsh.h"

namespace rederive {
namespace {

using boost::math::complement;

/// P(sum of the ranks that drew a plus = s), s = 0, 1, ..., for independent fair signs: one convolution a rank.
std::vector<double> signed_rank_distribution(std::span<const int> ranks) {
  std::vector<double> probability{1.0};
  for (const int rank : ranks) {
    std::vector<double> next(probability.size() + static_cast<std::size_t>(rank), 0.0);
    for (std::size_t s = 0; s < probability.size(); ++s) {
      next[s] += probability[s] / 2;
      next[s + static_cast<std::size_t>(rank)] += probability[s] / 2;
    }
    probability = std::move(next);
  }
  return probability;
}

/// P(S >= s) and P(S <= s).
struct Tails {
  double up = 1;
  double down = 1;
};

Tails exact_tails(const std::vector<double>& distribution, std::int64_t s) {
  return {std::accumulate(distribution.begin() + s, distribution.end(), 0.0),
          std::accumulate(distribution.begin(), distribution.begin() + s + 1, 0.0)};
}

Tails normal_tails(std::span<const int> ranks, std::int64_t s) {
  double sum = 0;
  double squares = 0;
  for (const double rank : ranks) {
    sum += rank;
    squares += rank * rank;
  }
  const double z = (static_cast<double>(s) - sum / 2) / std::sqrt(squares / 4);
  const boost::math::normal standard;
  return {cdf(complement(standard, z)), cdf(standard, z)};
}

double choose(const Tails& tails, Alternative alternative) {
  switch (alternative) {
    case Alternative::greater:
      return tails.up;
    case Alternative::less:
      return tails.down;
    case Alternative::two_sided:
      break;
  }
  return std::min(1.0, 2 * std::min(tails.up, tails.down));
}

/// The largest k >= 1 with 1 - 2 P(W+ <= k - 1) >= level for n untied ranks, or 1, and the level that it attains.
struct Cut {
  std::size_t k = 1;
  double level = 0;
};

Cut walsh_cut(std::size_t n, double level) {
  if (n > kExactSignedRanks) {
    const auto m = static_cast<double>(n);
    const boost::math::normal w(m * (m + 1) / 4, std::sqrt(m * (m + 1) * (2 * m + 1) / 24));
    const double k = std::max(1.0, std::floor(boost::math::quantile(w, (1 - level) / 2)));
    return {static_cast<std::size_t>(k), level};
  }
  std::vector<int> ranks(n);
  std::iota(ranks.begin(), ranks.end(), 1);
  const std::vector<double> distribution = signed_rank_distribution(ranks);
  Cut cut{1, 1 - 2 * distribution[0]};
  double below = distribution[0];
  while (cut.k < distribution.size() / 2) {
    below += distribution[cut.k];
    if (1 - 2 * below < level) break;
    cut = {cut.k + 1, 1 - 2 * below};
  }
  return cut;
}

}  // namespace

std::vector<int> doubled_midranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<int> ranks(values.size());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    // The places first + 1 .. last, whose mean is half of first + 1 + last.
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = static_cast<int>(first + 1 + last);
  }
  return ranks;
}

SignedRankTest wilcoxon_signed_rank(std::span<const double> differences, Alternative alternative, double level) {
  require_sample(differences, 1, "Wilcoxon's signed-rank test");
  require_level(level, "Wilcoxon's signed-rank test");
  std::vector<double> sizes(differences.size());
  std::transform(differences.begin(), differences.end(), sizes.begin(), [](double d) { return std::fabs(d); });
  const std::vector<int> all = doubled_midranks(sizes);
  std::vector<int> ranks;
  std::int64_t plus = 0;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    if (differences[i] != 0) ranks.push_back(all[i]);
    if (differences[i] > 0) plus += all[i];
  }
  SignedRankTest result;
  result.statistic = static_cast<double>(plus) / 2;
  result.used = ranks.size();
  result.exact = ranks.size() <= kExactSignedRanks;
  if (!ranks.empty()) {
    const std::int64_t sum = std::accumulate(ranks.begin(), ranks.end(), std::int64_t{0});
    const std::int64_t best = alternative == Alternative::less ? 0 : sum;
    if (result.exact) {
      const std::vector<double> distribution = signed_rank_distribution(ranks);
      result.p = choose(exact_tails(distribution, plus), alternative);
      result.least_p = choose(exact_tails(distribution, best), alternative);
    } else {
      result.p = choose(normal_tails(ranks, plus), alternative);
      result.least_p = choose(normal_tails(ranks, best), alternative);
    }
  }
  const WalshAverages averages(differences);
  const Cut cut = walsh_cut(differences.size(), level);
  result.estimate = averages.median();
  result.interval = {averages.smallest(cut.k), averages.smallest(averages.size() + 1 - cut.k), cut.level};
  return result;
}

SignTest sign_test(std::span<const double> differences, Alternative alternative) {
  require_sample(differences, 1, "a sign test");
  const auto count = [&](auto&& wanted) {
    return static_cast<std::size_t>(std::count_if(differences.begin(), differences.end(), wanted));
  };
  SignTest result;
  result.positive = count([](double d) { return d > 0; });
  result.used = count([](double d) { return d != 0; });
  if (result.used == 0) return result;
  const auto n = static_cast<double>(result.used);
  const boost::math::binomial signs(n, 0.5);
  const auto tails = [&](double k) { return Tails{k > 0 ? cdf(complement(signs, k - 1)) : 1.0, cdf(signs, k)}; };
  result.p = choose(tails(static_cast<double>(result.positive)), alternative);
  result.least_p = choose(tails(alternative == Alternative::less ? 0.0 : n), alternative);
  return result;
}

}  // namespace rederive
