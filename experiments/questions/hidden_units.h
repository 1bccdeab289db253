// What every experiment on the number of hidden units asks, of whichever model: is a larger one better, does it keep
// more, and in which sense does it learn more slowly?
//
// P has `hidden`; R has `epoch`, `train_xent`, `valid_xent`, `marginal_xent` (what independent pixels cost),
// `explained` (the share of the pixels' variance that a reconstruction explains) and `multiply_adds` (of training so
// far).
//
// Source: document 002, problem 5 (g); protocols 002 P5g.
#pragma once

#include "experiments/harness/claim_tests.h"

namespace rederive::questions {

/// The measure rises over the numbers of hidden units.
template <class P, class R>
Test<P, R> rises_with_units(const Measure<R>& measure, std::string_view arm, std::string_view unit) {
  return trend_up(measure, &P::hidden, in(arm), unit);
}

/// The cross-entropy of training and of validation digits falls.
template <class P, class R>
Test<P, R> better_with_units(std::string_view arm) {
  return all_of(rises_with_units<P, R>(-1.0 * at_last(&R::train_xent), arm, "minus nats/image, training"),
                rises_with_units<P, R>(-1.0 * at_last(&R::valid_xent), arm, "minus nats/image, validation"));
}

/// More of the pixels' variance comes back, and with fewer nats.
template <class P, class R>
Test<P, R> keeps_more_with_units(std::string_view arm) {
  return all_of(rises_with_units<P, R>(at_last(&R::explained), arm, "of the variance explained"),
                rises_with_units<P, R>(-1.0 * at_last(&R::valid_xent), arm, "minus nats/image"));
}

/// "Converges more slowly" has several meanings. It is decided by one that does not mix the speed with the level that
/// is reached: epochs until the training loss has made 98 % of its way from before the first update to the end.
template <class P, class R>
Test<P, R> more_epochs_with_units(std::string_view arm) {
  const Measure<R> nearly_there = 0.98 * at_last(&R::train_xent) + 0.02 * at_epoch(0, &R::train_xent);
  return rises_with_units<P, R>(first_epoch_below(&R::train_xent, nearly_there), arm, "epochs to 98 % of the way");
}

/// Elsewhere: epochs until half of what independent pixels cost, multiply-adds until the same, and another arm, of a
/// lower learning rate.
template <class P, class R>
Test<P, R> slower_with_units(std::string_view arm, std::string_view slow_arm) {
  const Measure<R> half = 0.5 * at_last(&R::marginal_xent);
  return elsewhere<P, R>(
      more_epochs_with_units<P, R>(arm),
      {{"epochs to a fixed loss", rises_with_units<P, R>(first_epoch_below(&R::train_xent, half), arm, "epochs")},
       {"multiply-adds to it",
        rises_with_units<P, R>(by_first_below(&R::train_xent, half, &R::multiply_adds), arm, "multiply-adds")},
       {std::string(slow_arm), more_epochs_with_units<P, R>(slow_arm)}});
}

}  // namespace rederive::questions
