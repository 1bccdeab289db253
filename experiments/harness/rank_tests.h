// Paired comparisons that ask for no distribution: Wilcoxon's signed ranks and the sign test.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "experiments/harness/descriptive.h"

namespace rederive {

/// Up to this many differences the null distribution of the signed ranks is exact: all its probabilities are multiples
/// of 2^-50, and double holds them without rounding.
inline constexpr std::size_t kExactSignedRanks = 50;

struct SignedRankTest {
  double p = 1;
  double statistic = 0;  // W+, the sum of the ranks of the positive differences
  std::size_t used = 0;  // differences that are not zero
  double least_p = 1;    // the smallest p that any signs of these ranks could have given; above alpha: no power at all
  bool exact = true;
  double estimate = 0;     // Hodges and Lehmann's: the median of the Walsh averages
  Interval interval = {};  // for the centre of symmetry, two-sided, whatever the alternative
};

/// H0: the differences are independent and each is distributed symmetrically around 0. At least 1 difference.
///
/// Ties and zeros: |d| are ranked with midranks, zeros among them (Pratt), and the zeros' ranks then left out; the null
/// distribution is that of random signs on the ranks at hand. Differences that should tie but differ by rounding do not
/// tie. All zero: p = 1. Above kExactSignedRanks: the normal approximation with the exact variance of those ranks and
/// no correction for continuity (it would move z by less than 0.005).
///
/// The interval runs from the k-th smallest to the k-th largest Walsh average (d_i + d_j)/2, i <= j, k the largest that
/// covers with the level asked for under a continuous symmetric distribution; `interval.level` is what that k attains
/// (ties only raise it). For too few differences (5 at 0.95) it is the whole range, at a lower level than asked.
/// Source: Wilcoxon, Biometrics Bulletin 1(6), 1945; Pratt, JASA 54(287), 1959; Hollander, Wolfe and Chicken,
/// Nonparametric Statistical Methods, Wiley 2014, sections 3.1 to 3.3.
SignedRankTest wilcoxon_signed_rank(std::span<const double> differences, Alternative alternative, double level = 0.95);

struct SignTest {
  double p = 1;
  std::size_t positive = 0;
  std::size_t used = 0;  // differences that are not zero; zeros are left out
  double least_p = 1;
};

/// H0: a difference that is not zero is positive with probability 1/2. Exact for every length. At least 1 difference;
/// all zero: p = 1.
/// Source: Dixon and Mood, JASA 41(236), 1946.
SignTest sign_test(std::span<const double> differences, Alternative alternative);

/// Twice the midranks of `values` (1 for the smallest): integers, also where values tie.
std::vector<int> doubled_midranks(std::span<const double> values);

}  // namespace rederive
