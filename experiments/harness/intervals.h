// Intervals for one further run and for a rate.
#pragma once

#include <cstdint>
#include <span>

#include "experiments/harness/descriptive.h"

namespace rederive {

/// Where one further observation of the same normal population falls with probability `level`:
/// mean +- t(1 - (1 - level)/2, N - 1) s sqrt(1 + 1/N). At least 2 values.
/// A document's single number is such an observation; the hypothesis is that it came from our population.
/// Source: Hahn and Meeker, Statistical Intervals, Wiley 1991, section 4.7.
Interval prediction_interval(std::span<const double> values, double level = 0.95);

/// The probability of a success, from `successes` of `trials` independent ones, by Clopper and Pearson: covers it with
/// probability >= level, whatever it is. 0 <= successes <= trials, trials >= 1.
/// Source: Clopper and Pearson, Biometrika 26(4), 1934.
Interval binomial_interval(std::int64_t successes, std::int64_t trials, double level = 0.95);

}  // namespace rederive
