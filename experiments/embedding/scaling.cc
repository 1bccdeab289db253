// How do divergence and work grow with the number of digits in a map?
//
//   repulsion of all n (n - 1) pairs, attraction of the 90 nearest neighbours, three times the perplexity
//
// Nothing is approximated but P: what a tree would leave out of the repulsion is there. Speed is no column, since a row
// depends on nothing but its parameters: docs/findings/embedding.md has it.
//
// Source: protocol 000 §8; experiments/embedding/study.h; van der Maaten, Journal of Machine Learning Research 15,
// 2014,
//         for the neighbours.
// Cost:   n^2 pairs a step; 10 000 digits take eight seconds of a core. A cell uses all cores.
#include "experiments/embedding/study.h"

namespace rederive::embedding_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "t-SNE: 1000 to 10 000 digits",
    .source = "000 §8",
    .wide = true,
    .params = parameters(),
    .arms = {{"sizes", {over(&Params::per_class, {100, 200, 500, 1000}), over(&Params::neighbours, {90})}},
             {"all-pairs", {over(&Params::per_class, {100, 200, 500}), over(&Params::neighbours, {0})}, Profile::full}},
    .seeds = {.smoke = 1, .standard = 1, .full = 3},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .plots = {{"sizes", &Row::points, &Row::divergence}, {"sizes", &Row::points, &Row::label_accuracy}},
    .run = run}};

}  // namespace
}  // namespace rederive::embedding_study
