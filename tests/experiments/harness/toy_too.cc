// A second toy, which states two of the first one's claims: one as it does, one the other way round.
#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"

namespace rederive {
namespace {

struct Params {
  int size = 1;
};

struct Row {
  double gain = 0;
  double loss = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  Draws noise(out.rng("noise"));
  const double gain = p.size + 0.1 * noise.uniform(0, 1);
  out.record({.gain = gain, .loss = -gain});
}

const Registered registration{Experiment<Params, Row>{
    .title = "A second toy",
    .source = "the tests",
    .data = Needs::nothing,
    .params = {{"size", &Params::size, "size", at_least(1)}},
    .arms = {{"default", {}}},
    .seeds = {.smoke = 2, .standard = 6, .full = 8},
    .columns = {{"gain", &Row::gain, ""}, {"loss", &Row::loss, ""}},
    .claims = {{"002.P5a.train-faster", positive(at_last(&Row::gain), in("default"), "gain", "")},
               {"002.P5a.filters", positive(at_last(&Row::loss), in("default"), "loss", "")}},
    .run = run}};

}  // namespace
}  // namespace rederive
