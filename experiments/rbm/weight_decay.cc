// How much do the plateau and the order of k depend on weight decay?
//
//   W += rate (<v h'>_data - <v h'>_k - decay W)      decay = 0 (the protocol's), 1e-5, 1e-4, 1e-3, 1e-2
//
// The document names no penalty. It is part of the update's product (its beta), so it costs nothing; the biases have
// none. best_epoch as in rbm/learning_rate.
//
// Source: document 002, problem 5 (a) and (b); protocols 002 P5 RBM.
// Cost:   the decays of two hundred epochs at k = 1; in `full` also fifty epochs at k = 1, 5, 20, of which k = 20
//         takes two thirds.
#include "experiments/rbm/study.h"

namespace rederive::rbm_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "CD-k: how much its findings depend on weight decay",
    .source = "002 P5a-b",
    .params = parameters(),
    .arms = {{"plateau", {over(&Params::decay, {0, 1e-4, 1e-2}), over(&Params::epochs, {200})}},
             {"plateau", {over(&Params::decay, {1e-5, 1e-3}), over(&Params::epochs, {200})}, Profile::full},
             {"order of k",
              {over(&Params::decay, {0, 1e-5, 1e-4, 1e-3, 1e-2}), over(&Params::k, {1, 5, 20})},
              Profile::full}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .plots = {{"plateau", &Row::epoch, &Row::train_xent, &Params::decay},
              {"plateau", &Row::epoch, &Row::valid_xent, &Params::decay}},
    .run = run}};

}  // namespace
}  // namespace rederive::rbm_study
