// What do more hidden units buy an RBM, and what do they cost?
//
//   r = P(v = 1 | h = P(h = 1 | v)),  h in R^H      H = 50, 100, 200, 500, CD-1
//
// "Better" is the cross-entropy of r on digits that were trained on and on others; "more information" that the same
// nats and the share of the pixels' variance that r explains improve on digits that were not, and beside it how often
// the nearest training digit, by its code h, has the same label. "Slower" is decided by the epochs until the training
// loss has made 98 % of its way from before the first update to the end, which does not mix the speed with the level
// that is reached; beside it stand the epochs until half of what independent pixels cost, and the multiply-adds until
// then. These are the meanings of autoencoder/hidden_units: information and speed are claims about all models of the
// problem.
//
// Source: document 002, problem 5 (g); protocols 002 P5g.
// Cost:   an epoch is 1500 products of 10 x 784 x H; H = 500 takes .6 of the whole.
#include "experiments/harness/claim_tests.h"
#include "experiments/rbm/study.h"

namespace rederive::rbm_study {
namespace {

const Measure<Row> kNearlyThere = 0.98 * at_last(&Row::train_xent) + 0.02 * at_epoch(0, &Row::train_xent);
const Measure<Row> kHalfOfMarginal = 0.5 * at_last(&Row::marginal_xent);

auto rises(const Measure<Row>& measure, std::string_view unit) {
  return trend_up(measure, &Params::hidden, in("units"), unit);
}

const Registered experiment{Experiment<Params, Row>{
    .title = "An RBM against its number of hidden units",
    .source = "002 P5g",
    .params = parameters(),
    .arms = {{"units", {over(&Params::hidden, {50, 100, 200, 500}), over(&Params::every, {1})}}},
    .seeds = {.smoke = 1, .standard = 5, .full = 10},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .claims = {{"002.P5g.rbm-H", all_of(rises(-1.0 * at_last(&Row::train_xent), "minus nats/image, training"),
                                        rises(-1.0 * at_last(&Row::valid_xent), "minus nats/image, validation"))},
               {"002.P5g.info", beside(all_of(rises(at_last(&Row::explained), "of the variance explained"),
                                              rises(-1.0 * at_last(&Row::valid_xent), "minus nats/image")),
                                       "labels", rises(at_last(&Row::code_accuracy), "of nearest codes"))},
               {"002.P5g.slower",
                beside(
                    beside(rises(first_epoch_below(&Row::train_xent, kNearlyThere), "epochs to 98 % of the way"),
                           "to a fixed loss", rises(first_epoch_below(&Row::train_xent, kHalfOfMarginal), "epochs")),
                    "work to it",
                    rises(by_first_below(&Row::train_xent, kHalfOfMarginal, &Row::multiply_adds), "multiply-adds"))}},
    .plots = {{"units", &Row::epoch, &Row::train_xent, &Params::hidden},
              {"units", &Row::epoch, &Row::valid_xent, &Params::hidden},
              {"units", &Row::multiply_adds, &Row::train_xent, &Params::hidden}},
    .run = run}};

}  // namespace
}  // namespace rederive::rbm_study
