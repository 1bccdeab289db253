// Student's t: one sample of paired differences, two independent samples, and equivalence within a margin.
#pragma once

#include <span>

#include "experiments/harness/descriptive.h"

namespace rederive {

struct TTest {
  double p = 1;
  double t = 0;  // +-inf when all values are equal and their mean is not zero
  double degrees_of_freedom = 0;
  double estimate = 0;     // of the mean difference
  Interval interval = {};  // two-sided, for the mean difference, whatever the alternative
};

/// H0: the differences, independent and normal, have mean 0. At least 2.
/// t = mean / (s / sqrt N), N - 1 degrees of freedom. Without any spread p is 0 or 1 by the sign of the mean; for a
/// mean of 0 as well, t = 0.
/// Source: Student, Biometrika 6(1), 1908.
TTest paired_t(std::span<const double> differences, Alternative alternative, double level = 0.95);

/// H0: mean of a = mean of b, for two independent normal samples of any variances; degrees of freedom by Welch and
/// Satterthwaite. At least 2 values on each side; without any spread as paired_t.
/// Source: Welch, Biometrika 34(1-2), 1947.
TTest welch_t(std::span<const double> a, std::span<const double> b, Alternative alternative, double level = 0.95);

struct Equivalence {
  double p = 1;        // the larger of the two
  double p_below = 1;  // of H0: mean <= -margin
  double p_above = 1;  // of H0: mean >= +margin
  double estimate = 0;
  Interval interval = {};  // level 1 - 2 alpha: inside (-margin, margin) exactly when p < alpha

  bool equivalent(double alpha) const { return p < alpha; }
};

/// H0: |mean of the differences| >= margin, rejected when both one-sided paired t tests reject at alpha. At least 2
/// differences; margin > 0, fixed before the run; 0 < alpha < 1/2.
/// Source: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15(6), 1987.
Equivalence equivalence(std::span<const double> differences, double margin, double alpha = 0.05);

}  // namespace rederive
