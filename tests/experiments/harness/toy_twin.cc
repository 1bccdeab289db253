// The toy that wins once more, at its size and another.
#include "tests/experiments/harness/toy_pair.h"

namespace rederive::toy_pair {
namespace {

const Registered registration{Experiment<Params, Row>{
    .title = "The toy that wins, again",
    .source = "the tests",
    .data = Needs::nothing,
    .params = parameters(),
    .arms = {{"sizes", {over(&Params::size, {1, 2})}}, {"sizes", {over(&Params::size, {3})}, Profile::full}},
    .seeds = {.smoke = 2, .standard = 8, .full = 8},
    .columns = columns(),
    .run = run_quick}};

}  // namespace
}  // namespace rederive::toy_pair
