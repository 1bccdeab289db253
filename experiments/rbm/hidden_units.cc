// What do more hidden units buy an RBM, and what do they cost?
//
//   r = P(v = 1 | h = P(h = 1 | v)),  h in R^H      H = 50, 100, 200, 500, CD-1
//
// The document expects better training and validation scores, more information kept, and slower convergence. What each
// of these words means here stands in experiments/questions/hidden_units.h; information and speed are claims about all
// three models of the problem, so the autoencoders' experiments state them, too. Beside the information stands how
// often the nearest training digit, by its code h, has the same label.
//
// Source: document 002, problem 5 (g); protocols 002 P5g.
// Cost:   an epoch is 1500 products of 10 x 784 x H; H = 500 takes .6 of the whole.
#include "experiments/questions/hidden_units.h"

#include "experiments/rbm/study.h"

namespace rederive::rbm_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "An RBM against its number of hidden units",
    .source = "002 P5g",
    .params = parameters(),
    .arms = {{"units", {over(&Params::hidden, {50, 100, 200, 500}), over(&Params::every, {1})}},
             {"a fifth of the rate",
              {over(&Params::rate, {0.01}), over(&Params::hidden, {50, 100, 200, 500}), over(&Params::every, {1})},
              Profile::full}},
    .seeds = {.smoke = 1, .standard = 2, .full = 10},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .claims = {{"002.P5g.rbm-H", questions::better_with_units<Params, Row>("units")},
               {"002.P5g.info",
                beside(questions::keeps_more_with_units<Params, Row>("units"), "labels",
                       questions::rises_with_units<Params>(at_last(&Row::code_accuracy), "units", "of nearest codes"))},
               {"002.P5g.slower", questions::slower_with_units<Params, Row>("units", "a fifth of the rate")}},
    .plots = {{"units", &Row::epoch, &Row::train_xent, &Params::hidden},
              {"units", &Row::epoch, &Row::valid_xent, &Params::hidden},
              {"units", &Row::multiply_adds, &Row::train_xent, &Params::hidden}},
    .run = run}};

}  // namespace
}  // namespace rederive::rbm_study
