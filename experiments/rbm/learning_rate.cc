// How much do the plateau and the order of k depend on the learning rate?
//
//   W += rate (<v h'>_data - <v h'>_k)      rate = .005, .01, .02, .05 (the protocol's), .1, .2
//
// The document gives no rate. best_epoch is where the validation error was lowest so far, in steps of five epochs; at
// the last row it is the plateau's place, or the last epoch where there was none.
//
// Source: document 002, problem 5 (a) and (b); protocols 002 P5 RBM.
// Cost:   the rates of two hundred epochs at k = 1; in `full` also fifty epochs at k = 1, 5, 20, of which k = 20 takes
//         two thirds.
#include "experiments/rbm/study.h"

namespace rederive::rbm_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "CD-k: how much its findings depend on the learning rate",
    .source = "002 P5a-b",
    .params = parameters(),
    .arms = {{"plateau", {over(&Params::rate, {0.005, 0.02, 0.05, 0.2}), over(&Params::epochs, {200})}},
             {"plateau", {over(&Params::rate, {0.01, 0.1}), over(&Params::epochs, {200})}, Profile::full},
             {"order of k",
              {over(&Params::rate, {0.005, 0.01, 0.02, 0.05, 0.1, 0.2}), over(&Params::k, {1, 5, 20})},
              Profile::full}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .plots = {{"plateau", &Row::epoch, &Row::train_xent, &Params::rate},
              {"plateau", &Row::epoch, &Row::valid_xent, &Params::rate}},
    .run = run}};

}  // namespace
}  // namespace rederive::rbm_study
