// Does a measure rise over an ordered sweep? Page's test for ordered alternatives.
#pragma once

#include <cstddef>
#include <span>

#include "experiments/harness/descriptive.h"

namespace rederive {

/// Up to so many conditions and blocks the null distribution is exact; beyond, the normal approximation.
inline constexpr std::size_t kExactTrendConditions = 8;
inline constexpr std::size_t kExactTrendBlocks = 50;

struct TrendTest {
  double p = 1;
  double statistic = 0;  // L
  std::size_t blocks = 0;
  std::size_t conditions = 0;
  double least_p = 1;  // the smallest p that any order of these values could have given
  bool exact = true;
};

/// H0: within each block (a seed) every order of the conditions (the sweep) is equally likely; blocks are independent.
/// The alternative `greater` is that values rise with the condition, `less` that they fall.
///
/// `values` holds one block after another, `conditions` values each, in the order of the sweep. L = sum over conditions
/// j = 1 .. k of j R_j, R_j the sum over the blocks of condition j's rank within its block. Ties get midranks, and the
/// null distribution is that of all orders of each block's midranks as they are. The normal approximation uses the
/// exact mean and variance of those ranks, without a correction for continuity.
///
/// Throws UsageError for fewer than 1 block or 2 conditions, for a count of values that is no multiple of `conditions`
/// and for Alternative::two_sided, which this test does not have.
/// Source: Page, JASA 58(301), 1963.
TrendTest page_trend(std::span<const double> values, std::size_t conditions, Alternative alternative);

}  // namespace rederive
