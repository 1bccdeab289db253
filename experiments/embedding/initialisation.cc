// Does it matter for a map of digits where the points start?
//
//   random: y ~ N(0, 1e-4)      pca: the first two principal components, the first of standard deviation 1e-4
//
// Source: protocol 000 §8; experiments/embedding/study.h.
// Cost:   a cell is 1000 steps of four million pairs: a second.
#include "experiments/embedding/study.h"

namespace rederive::embedding_study {
namespace {

const Registered experiment{Experiment<Params, Row>{
    .title = "SNE and t-SNE: the start of the map",
    .source = "000 §8",
    .params = parameters(),
    .arms = {{"starts", {over(&Params::start, {"random", "pca"}), over(&Params::method, {"t-sne"})}},
             {"sne", {over(&Params::start, {"random", "pca"}), over(&Params::method, {"sne"})}, Profile::full}},
    .seeds = {.smoke = 1, .standard = 3, .full = 5},
    .smoke = smoke,
    .seconds = seconds,
    .columns = columns(),
    .plots = {{"starts", &Row::iteration, &Row::divergence, &Params::start},
              {"starts", &Row::iteration, &Row::continuity, &Params::start}},
    .run = run}};

}  // namespace
}  // namespace rederive::embedding_study
