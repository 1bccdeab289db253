#include "experiments/harness/intervals.h"

#include <cmath>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive {

Interval prediction_interval(std::span<const double> values, double level) {
  require_sample(values, 2, "a prediction interval");
  require_level(level, "a prediction interval");
  const auto n = static_cast<double>(values.size());
  const double t = boost::math::quantile(boost::math::complement(boost::math::students_t(n - 1), (1 - level) / 2));
  const double centre = mean(values);
  const double half = t * standard_deviation(values) * std::sqrt(1 + 1 / n);
  return {centre - half, centre + half, level};
}

Interval binomial_interval(std::int64_t successes, std::int64_t trials, double level) {
  require_level(level, "a binomial interval");
  if (trials < 1 || successes < 0 || successes > trials) {
    throw UsageError(
        fmt::format("a binomial interval needs 0 <= successes <= trials and a trial, not {} of {}", successes, trials));
  }
  using Binomial = boost::math::binomial_distribution<double>;
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(successes);
  const double tail = (1 - level) / 2;
  const double low = successes == 0 ? 0.0 : Binomial::find_lower_bound_on_p(n, k, tail);
  const double high = successes == trials ? 1.0 : Binomial::find_upper_bound_on_p(n, k, tail);
  return {low, high, level};
}

}  // namespace rederive
