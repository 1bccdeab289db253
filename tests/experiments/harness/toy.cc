#include "tests/experiments/harness/toy.h"

#include <cstdlib>
#include <unistd.h>

#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

struct Params {
  int steps = 1;
  int epochs = 4;
  double rate = 0.5;
  std::string shape = "round";
  int fail_at_seed = 0;
};

struct Row {
  int epoch = 0;
  double loss = 0;
  std::string word;
};

void run(const Params& p, Recorder<Row>& out) {
  if (p.fail_at_seed > 0 && out.seed() == static_cast<std::uint64_t>(p.fail_at_seed)) throw Error("it went wrong");
  Draws noise(out.rng("noise", p.steps));
  double loss = 10;
  for (const int epoch : out.epochs(p.epochs)) {
    loss *= 1 - p.rate / (1 + p.steps);
    out.record({.epoch = epoch, .loss = loss + 0.01 * noise.normal(), .word = p.shape});
  }
  Image square = Image::black(2, 2);
  square(0, 1) = static_cast<std::uint8_t>(out.seed());
  out.picture("square", square);
}

const Registered registration{Experiment<Params, Row>{
    .title = "A toy",
    .source = "the tests",
    .data = Needs::nothing,
    .params = {{"steps", &Params::steps, "steps", at_least(1)},
               {"epochs", &Params::epochs, "epochs", between(1, 100)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"shape", &Params::shape, "a word", {}, {"round", "flat"}},
               {"fail_at_seed", &Params::fail_at_seed, "throws there", at_least(0)}},
    .arms = {{"sweep", {over(&Params::steps, {1, 2, 4})}},
             {"long", {over(&Params::epochs, {9})}},
             {"default", {}},
             {"only full", {over(&Params::shape, {"flat"})}, Profile::full, /*most_seeds=*/{1, 3}}},
    .seeds = {.smoke = 2, .standard = 6, .full = 8},
    .smoke = [](Params& p) { p.epochs = 2; },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"loss", &Row::loss, "nats", relative(0.05), Better::lower},
                {"word", &Row::word, ""}},
    // Identifiers of the ledger that no linked experiment checks.
    .claims = {{"002.P5b.k1-fastest", trend_up(at_last(&Row::loss), &Params::steps, in("sweep"), "nats")},
               {"002.P5b.k5-best", lowest(at_last(&Row::loss), &Params::steps, 4, in("sweep"), "nats")},
               {"002.P5a.plateau-125", predicted(epoch_of_minimum(&Row::loss), in("long"), 9, 0.5, "epochs")},
               // Stated by toy_too as well.
               {"002.P5a.train-faster", positive(at_last(&Row::loss), in("default"), "loss", "nats")},
               {"002.P5a.filters", positive(at_last(&Row::loss), in("default"), "loss", "nats")}},
    .plots = {{"sweep", &Row::epoch, &Row::loss, &Params::steps}, {"default", &Row::epoch, &Row::loss}},
    .run = run}};

}  // namespace

namespace toy {

const AnyExperiment& experiment() { return *matching({"harness/toy"}).front(); }

RunOptions options() { return {.profile = Profile::standard, .data_name = "none", .data_digest = "none"}; }

std::vector<std::string> columns() { return {"epoch", "loss", "word"}; }

std::size_t files(const std::filesystem::path& folder) {
  std::size_t count = 0;
  if (!std::filesystem::exists(folder)) return 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    count += entry.is_regular_file() ? 1 : 0;
  return count;
}

}  // namespace toy
}  // namespace rederive
