#include "tests/experiments/harness/toy_pair.h"

namespace rederive::toy_pair {
namespace {

const Registered registration{
    Experiment<Params, Row>{.title = "The toy that loses",
                            .source = "the tests",
                            .data = Needs::nothing,
                            .params = parameters(),
                            .arms = {{"default", {}}},
                            .seeds = {.smoke = 2, .standard = 6, .full = 8},
                            .columns = columns(),
                            .run = [](const Params& p, Recorder<Row>& out) { record(p, 5, out); }}};

}  // namespace
}  // namespace rederive::toy_pair
