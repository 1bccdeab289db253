// What do more hidden units buy, and what do they cost?
//
//   r = P(v = 1 | h = P(h = 1 | v)),  h in R^H      H = 50, 100, 200, 500, CD-1
//
// "Better" is the cross-entropy of r on digits that were trained on and on others. How much the code h keeps of a
// digit: the share of the pixels' variance that r explains, and how often the nearest training digit, by its code, has
// the same label. "Slower" has three meanings: epochs until the training loss is within 2 % of where it ends, epochs
// until it is 95 nats (H = 50 ends some 8 below), and multiply-adds, which grow with H by themselves.
//
// Source: document 002, problem 5 (g); protocols 002 P5g.
// Cost:   an epoch is 1500 products of 10 x 784 x H; H = 500 takes .6 of the whole.
#include "experiments/harness/claim_tests.h"
#include "experiments/rbm/study.h"

namespace rederive {
namespace {

using rbm_study::Params;
using rbm_study::Row;

const Registered experiment{Experiment<Params, Row>{
    .title = "RBM: hidden units against reconstruction, code and cost",
    .source = "002 P5g",
    .params = rbm_study::parameters(),
    .arms = {{"sizes", {over(&Params::hidden, {50, 100, 200, 500}), over(&Params::every, {1})}}},
    .seeds = {.smoke = 2, .standard = 5, .full = 10},
    .smoke = rbm_study::smoke,
    .seconds = rbm_study::seconds,
    .columns = rbm_study::columns(),
    .claims = {{"002.P5g.rbm-H",
                all_of(trend_up(-1.0 * at_last(&Row::train_xent), &Params::hidden, in("sizes"), "nats of training"),
                       trend_up(-1.0 * at_last(&Row::valid_xent), &Params::hidden, in("sizes"), "nats of validation"))},
               {"002.P5g.info",
                all_of(trend_up(at_last(&Row::explained), &Params::hidden, in("sizes"), "of variance explained"),
                       trend_up(at_last(&Row::code_accuracy), &Params::hidden, in("sizes"), "neighbours' accuracy"))},
               {"002.P5g.slower", beside(trend_up(epoch_settled(0.02, &Row::train_xent), &Params::hidden, in("sizes"),
                                                  "epochs to 2 % above the last training loss"),
                                         "a fixed loss",
                                         trend_up(epoch_reaching(95, &Row::train_xent), &Params::hidden, in("sizes"),
                                                  "epochs to 95 nats/image in training"))}},
    .run = rbm_study::run}};

}  // namespace
}  // namespace rederive
