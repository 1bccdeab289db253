// Do chains that never start again change what CD-k finds?
//
//   CD-k   v_0 is the batch            PCD-k  v_0 is where the chains stood at the last update
//
// Ten chains, as many as a batch has digits. An update of PCD costs one half step more than one of CD with the same k.
// Chains can only follow a machine that changes more slowly than they mix, hence the arm at a tenth of the rate.
// CD-k's reconstruction error is what it trains for, PCD's is not: rbm/ais has the likelihood of both.
//
// Source: document 002, problem 5 (a) and (b), whose findings these are held against; Tieleman, ICML 2008.
// Cost:   the two hundred epochs at k = 1 take as long as eight settings of fifty epochs; `full` adds k = 10 and
//         20, which take as long as all of that again.
#include "experiments/rbm/study.h"

namespace rederive::rbm_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "Persistent chains against CD-k",
    .source = "002 P5a-b",
    .params = parameters(),
    .arms = {{"from data", {over(&Params::k, {1, 5})}},
             {"persistent", {over(&Params::k, {1, 5}), over(&Params::chains, {"persistent"})}},
             {"slow from data", {over(&Params::rate, {0.005})}},
             {"slow from data", {over(&Params::k, {5}), over(&Params::rate, {0.005})}, Profile::full},
             {"slow persistent", {over(&Params::rate, {0.005}), over(&Params::chains, {"persistent"})}},
             {"slow persistent",
              {over(&Params::k, {5}), over(&Params::rate, {0.005}), over(&Params::chains, {"persistent"})},
              Profile::full},
             {"plateau", {over(&Params::chains, {"data", "persistent"}), over(&Params::epochs, {200})}},
             {"order of k",
              {over(&Params::k, {1, 5, 10, 20}), over(&Params::chains, {"data", "persistent"})},
              Profile::full}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .plots = {{"from data", &Row::epoch, &Row::valid_xent, &Params::k},
              {"persistent", &Row::epoch, &Row::valid_xent, &Params::k},
              {"plateau", &Row::epoch, &Row::valid_xent, &Params::chains}},
    .run = run}};

}  // namespace
}  // namespace rederive::rbm_study
