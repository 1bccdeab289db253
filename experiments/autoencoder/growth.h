// What the two experiments on the number of hidden units ask of autoencoders with and without noise: is a larger one
// better, does it keep more, and in which sense does it learn more slowly?
#pragma once

#include "experiments/autoencoder/study.h"
#include "experiments/harness/claim_tests.h"

namespace rederive::autoencoder_study {

/// The cross-entropy of training and of validation digits falls over the numbers of hidden units.
inline auto better_with_units(std::string_view arm) {
  return all_of(trend_up(-1.0 * at_last(&Row::train_xent), &Params::hidden, in(arm), "minus nats/image, training"),
                trend_up(-1.0 * at_last(&Row::valid_xent), &Params::hidden, in(arm), "minus nats/image, validation"));
}

/// More of the pixels' variance comes back, and with fewer nats.
inline auto keeps_more_with_units(std::string_view arm) {
  return all_of(trend_up(at_last(&Row::explained), &Params::hidden, in(arm), "of the variance explained"),
                trend_up(-1.0 * at_last(&Row::valid_xent), &Params::hidden, in(arm), "minus nats/image"));
}

/// "Converges more slowly" has three meanings. It is decided by the first, which does not mix the speed with the level
/// that is reached: epochs until the training loss has made 98 % of its way from before the first update to the end.
/// Beside it: epochs until half of what independent pixels cost, and multiply-adds until the same.
inline auto slower_with_units(std::string_view arm) {
  const Measure<Row> nearly_there = 0.98 * at_last(&Row::train_xent) + 0.02 * at_epoch(0, &Row::train_xent);
  const Measure<Row> fixed = 0.5 * at_last(&Row::marginal_xent);
  return beside(beside(trend_up(first_epoch_below(&Row::train_xent, nearly_there), &Params::hidden, in(arm),
                                "epochs to 98 % of the way"),
                       "to a fixed loss",
                       trend_up(first_epoch_below(&Row::train_xent, fixed), &Params::hidden, in(arm), "epochs")),
                "work to it",
                trend_up(by_first_below(&Row::train_xent, fixed, &Row::multiply_adds), &Params::hidden, in(arm),
                         "multiply-adds"));
}

}  // namespace rederive::autoencoder_study
