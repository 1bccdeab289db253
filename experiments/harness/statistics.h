// The statistics that a claim may rest on: pure functions over samples, with nothing hidden and nothing random.
//
//   A beats B, paired by seed            wilcoxon_signed_rank, sign_test             rank_tests.h
//   a trend over a sweep                 page_trend                                  trend.h
//   a mean, a difference of two means    paired_t, welch_t                           t_tests.h
//   A and B are comparable               equivalence (two one-sided tests)           t_tests.h
//   one printed number against our runs  prediction_interval                         intervals.h
//   a rate                               binomial_interval                           intervals.h
//   a family of claims                   holm                                        multiple_testing.h
//
// Distribution functions are Boost.Math's. All throw UsageError when there is too little to work on or a level is out
// of range, and Error when a value is not finite: a run that diverged has no place in a test.
#pragma once

#include "experiments/harness/descriptive.h"       // IWYU pragma: export
#include "experiments/harness/intervals.h"         // IWYU pragma: export
#include "experiments/harness/multiple_testing.h"  // IWYU pragma: export
#include "experiments/harness/rank_tests.h"        // IWYU pragma: export
#include "experiments/harness/t_tests.h"           // IWYU pragma: export
#include "experiments/harness/trend.h"             // IWYU pragma: export
