// How much do the plateau and the order of k depend on the batch?
//
//   W += rate / B sum over the batch (v h' - v_k h_k')      B = 5, 10 (the protocol's), 20, 50, 100
//
// At a fixed rate a larger batch moves less in an epoch; at a rate in proportion to B (rate B / 10, the arm "linear")
// it moves as far, with less noise. best_epoch as in rbm/learning_rate.
//
// Source: document 002, problem 5 (a) and (b); protocols 002 P5 RBM.
// Cost:   the same products for every B, and what an update costs besides: B = 5 takes a quarter longer than B = 100,
//         B = 1 (in `full`) three times as long. The rest: two hundred epochs at k = 1; in `full` also fifty
//         epochs at k = 1, 5, 20, of which k = 20 takes two thirds.
#include "experiments/rbm/study.h"

namespace rederive::rbm_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "CD-k: how much its findings depend on the batch",
    .source = "002 P5a-b",
    .params = parameters(),
    .arms = {{"plateau", {over(&Params::batch, {10, 20, 100}), over(&Params::epochs, {200})}},
             {"plateau", {over(&Params::batch, {5, 50}), over(&Params::epochs, {200})}, Profile::full},
             {"linear",
              {over(&Params::batch, {20, 50, 100}), over(&Params::scaling, {"linear"}), over(&Params::epochs, {200})},
              Profile::full},
             {"single", {over(&Params::batch, {1})}, Profile::full},
             {"order of k", {over(&Params::batch, {5, 10, 20, 50, 100}), over(&Params::k, {1, 5, 20})}, Profile::full}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .plots = {{"plateau", &Row::epoch, &Row::train_xent, &Params::batch},
              {"plateau", &Row::epoch, &Row::valid_xent, &Params::batch},
              {"linear", &Row::epoch, &Row::valid_xent, &Params::batch}},
    .run = run}};

}  // namespace
}  // namespace rederive::rbm_study
