// What do more hidden units buy the plain autoencoder of autoencoder/basic?
//
// The document expects better training and validation scores, more information kept, and slower convergence. What each
// of these words means here stands in experiments/questions/hidden_units.h; information and speed are claims about all
// three models of the problem, so rbm/hidden_units states them, too.
//
// Source: document 002, problem 5 (g); protocols 002 P5g.
// Cost:   experiments/autoencoder/study.h; in proportion to the units, ten seconds a cell at 500.
#include "experiments/questions/hidden_units.h"

#include "experiments/autoencoder/study.h"

namespace rederive::autoencoder_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "An autoencoder against its number of hidden units",
    .source = "002 P5g",
    .params = parameters(),
    .arms = {{"units", {over(&Params::hidden, {50, 100, 200, 500})}},
             {"a fifth of the rate",
              {over(&Params::rate, {0.02}), over(&Params::hidden, {50, 100, 200, 500})},
              Profile::full}},
    .seeds = {.smoke = 1, .standard = 2, .full = 10},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .claims = {{"002.P5g.ae-H", questions::better_with_units<Params, Row>("units")},
               {"002.P5g.info", questions::keeps_more_with_units<Params, Row>("units")},
               {"002.P5g.slower", questions::slower_with_units<Params, Row>("units", "a fifth of the rate")}},
    .plots = {{"units", &Row::epoch, &Row::train_xent, &Params::hidden},
              {"units", &Row::epoch, &Row::valid_xent, &Params::hidden}},
    .run = run}};

}  // namespace
}  // namespace rederive::autoencoder_study
