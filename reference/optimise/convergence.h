// How fast a rule goes down a quadratic, and how large its step may be there: what theory says.
//
// On l(w) = 1/2 w'A w every rule but Adadelta is linear, and each eigenvector of A goes its own way: with a = rate
// times its curvature, w_{t+1} = p w_t - q w_{t-1}, where
//
//     descent         p = 1 - a               q = 0                   stable for a < 2
//     heavy ball      p = 1 + m - a           q = m                   a < 2 (1 + m)
//     Nesterov's      p = (1 + m)(1 - a)      q = m (1 - a)           a < 2 (1 + m) / (1 + 2 m)
//     two gradients   p = 1 - a               q = m a                 a < min(1 / m, 2 / (1 - m))
//
// The last line by Jury's conditions |q| < 1 and |p| < 1 + q; its limit is largest, 3, at m = 1/3, and below that of
// plain descent from m = 1/2 on. The slowest eigenvector decides: the rate of convergence is the largest |z| with
// z^2 - p z + q = 0.
// Source: Polyak, USSR Computational Mathematics 4(5), 1964; Lessard, Recht and Packard, SIAM Journal on Optimization
// 26(1), 2016, table 1 and appendix A; document 000, section 6.4 for the two gradients.
#pragma once

#include "reference/optimise/optimiser.h"

namespace rederive {

/// The factor by which the distance shrinks in a step, in the long run, along a direction of this curvature. UsageError
/// for Adadelta.
double convergence_rate(const UpdateRule& rule, double curvature);

/// The least upper bound of rate times curvature for which the rule's factor is below 1. UsageError for Adadelta.
double stability_limit(const UpdateRule& rule);

// The fastest settings on a quadratic whose curvatures run from 1 / condition to 1, condition > 1.

/// Rate of convergence (c - 1) / (c + 1).
SgdRule fastest_descent(double condition);
/// (sqrt c - 1) / (sqrt c + 1)
MomentumRule fastest_heavy_ball(double condition);
/// 1 - 2 / sqrt(3 c + 1)
MomentumRule fastest_nesterov(double condition);
/// The fastest with m = 1/3, where the largest step is possible: r with 3 r^2 / c + r (1 + 1 / c) = 1, rate 3 r^2. It
/// is near 1 - 4 / c: half as many steps as descent, no square root.
TwoGradientRule fastest_two_gradients(double condition);

}  // namespace rederive
