// The lasso and sparse codes, beside scikit-learn's coordinate descent and FISTA as one writes it in NumPy.
#pragma once

#include "bench/versus/works.h"

namespace rederive::bench {

/// Seconds of one lasso of `rows` inputs and 1000 coefficients, to a duality gap of `tolerance` |y|^2, everything that
/// depends on X counted: columns of X that follow each other correlate at .95, and y is of 50 of them with noise. The
/// numbers are a function of their place that peers compute alike. Throws Interrupted.
double lasso_seconds(Index rows, double weight, double tolerance);

/// Seconds of 50 steps of FISTA for the codes of `rows` patches by 256 atoms, which are patches too: the middle 12 x 12
/// pixels of binarised digits, centred and of length one, without those that have no ink or no gap. UnavailableError
/// where there are too few.
double codes_seconds(const SharedDigits& digits, Index rows, double lambda);

}  // namespace rederive::bench
