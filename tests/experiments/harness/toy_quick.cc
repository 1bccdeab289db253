#include "experiments/harness/claim_tests.h"
#include "tests/experiments/harness/toy_pair.h"

namespace rederive::toy_pair {
namespace {

constexpr auto kSlow = "harness/toy_slow";

const Registered registration{Experiment<Params, Row>{
    .title = "The toy that wins",
    .source = "the tests",
    .data = Needs::nothing,
    .params = parameters(),
    .arms = {{"default", {}}},
    .seeds = {.smoke = 2, .standard = 6, .full = 8},
    .columns = columns(),
    .claims = {{"002.P5d.rbm-best",
                lower(at_last(&Row::loss), of("harness/toy_quick"), of(kSlow), "slow above quick by", ""),
                false,
                {kSlow}},
               // Its own samples only: a loss of five or more would be the other's.
               {"002.P5d.rbm-improves", positive(5.0 - at_last(&Row::loss), in("default"), "below five by", ""),
                false}},
    .run = run_quick}};

}  // namespace
}  // namespace rederive::toy_pair
