// What is kept of a cell that is not finished, and that going on from it changes nothing.
#include "experiments/harness/checkpoint.h"

#include "experiments/harness/registered.h"
#include "experiments/harness/run.h"
#include "experiments/harness/runner.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "tests/catch.h"
#include "tests/files.h"

using namespace rederive;

namespace {

struct Params {
  int epochs = 6;
};

struct Row {
  int epoch = 0;
  double sum = 0;
};

std::atomic<int> epochs_run = 0;
std::atomic<int> threads_seen = 0;

// A walk: each epoch adds its own noise to a tensor.
void run(const Params& p, Recorder<Row>& out) {
  Matrix state(3, 5);
  threads_seen = out.team() == nullptr ? 0 : out.team()->threads();
  for (const int epoch : out.epochs(p.epochs, std::vector<MatrixView>{state})) {
    ++epochs_run;
    Draws noise(out.rng("noise", epoch));
    double sum = 0;
    for (Index i = 0; i < state.size(); ++i) {
      state.data()[i] += static_cast<float>(noise.normal());
      sum += static_cast<double>(state.data()[i]);
    }
    out.within(epoch, p.epochs, 0.5);
    out.record({.epoch = epoch, .sum = sum});
  }
}

const Registered registration{Experiment<Params, Row>{.title = "A wide toy",
                                                      .source = "the tests",
                                                      .data = Needs::nothing,
                                                      .wide = true,
                                                      .params = {{"epochs", &Params::epochs, "epochs", at_least(1)}},
                                                      .arms = {{"default", {}}},
                                                      .seeds = {.smoke = 1, .standard = 1, .full = 1},
                                                      .columns = {{"epoch", &Row::epoch, ""}, {"sum", &Row::sum, ""}},
                                                      .run = run}};

const AnyExperiment& wide_toy() { return *matching({"harness/checkpoint_test"}).front(); }

RunOptions options() { return {.data_name = "none", .data_digest = "none"}; }

RunnerReport run_in(const std::filesystem::path& folder, const std::atomic<bool>* stop = nullptr) {
  open_run(folder, options(), {&wide_toy()});
  return run_cells(plan(wide_toy(), options()), Store(folder), options(), {.jobs = 3, .stop = stop});
}

CellKey key() { return plan(wide_toy(), options()).front().key; }

Checkpoint some_checkpoint() {
  return {.epoch = 2, .rows = {{std::int64_t{1}, 0.5}, {std::int64_t{2}, -0.25}}, .tensors = {{1, 2, 3}, {}, {-0.5F}}};
}

}  // namespace

TEST_CASE("a checkpoint is read back as it was written") {
  const Checkpoint kept = some_checkpoint();
  const Checkpoint read = parse_checkpoint(checkpoint_file(key(), kept), "file", key(), 2);
  CHECK(read.epoch == kept.epoch);
  CHECK(read.rows == kept.rows);
  CHECK(read.tensors == kept.tensors);
}

TEST_CASE("a checkpoint that was cut short, changed or made for another cell is refused") {
  const std::string file = checkpoint_file(key(), some_checkpoint());
  for (std::size_t length = 0; length < file.size(); ++length) {
    CHECK_THROWS_AS(parse_checkpoint(file.substr(0, length), "file", key(), 2), IoError);
  }
  for (const std::size_t place : {std::size_t{3}, file.find('\n') + 5, file.size() - 1}) {
    std::string changed = file;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    CHECK_THROWS_AS(parse_checkpoint(changed, "file", key(), 2), IoError);
  }
  CellKey other = key();
  other.seed = 2;
  CHECK_THROWS_WITH(parse_checkpoint(file, "file", other, 2), ContainsSubstring("it is the file of another cell"));
  CHECK_THROWS_AS(parse_checkpoint(file, "file", key(), 3), IoError);
  CHECK_THROWS_AS(parse_checkpoint(file + "x", "file", key(), 2), IoError);
}

TEST_CASE("a wide cell that is interrupted goes on with the epoch after, and ends with the same bits") {
  const TemporaryFolder whole;
  epochs_run = 0;
  CHECK(run_in(whole.path()).ran == 1);
  CHECK(epochs_run == 6);
  CHECK(threads_seen == 3);
  const std::string digest = load_run(whole.path()).digest();

  const TemporaryFolder parts;
  const Store store(parts.path());
  // As if it had been interrupted after its third epoch: the first three of a cell that is the same but for its end.
  std::optional<Checkpoint> third;
  CellContext context{.seed = 1};
  context.keep = [&](const Checkpoint& checkpoint) {
    if (checkpoint.epoch == 3) third = checkpoint;
  };
  wide_toy().run(key().settings, context);
  REQUIRE(third);
  CHECK(third->rows.size() == 3);
  store.keep(key(), *third);
  epochs_run = 0;
  CHECK(run_in(parts.path()).ran == 1);
  CHECK(epochs_run == 3);
  CHECK(load_run(parts.path()).digest() == digest);
  CHECK_FALSE(store.checkpoint(key(), 2));
  CHECK(std::filesystem::is_empty(parts.path() / "checkpoints/harness/checkpoint_test"));
}

TEST_CASE("a stop within an epoch keeps the epochs before") {
  const TemporaryFolder folder;
  const std::atomic<bool> stop{true};
  CHECK(run_in(folder.path(), &stop).interrupted);
  CHECK_FALSE(load_run(folder.path()).complete());
}

TEST_CASE("a damaged checkpoint, or one of other tensors, costs its epochs and nothing else") {
  const TemporaryFolder whole;
  run_in(whole.path());
  const std::string digest = load_run(whole.path()).digest();
  for (const bool damaged : {true, false}) {
    const TemporaryFolder folder;
    const Store store(folder.path());
    store.keep(key(), some_checkpoint());
    if (damaged) {
      write_file_whole(folder.path() / "checkpoints/harness/checkpoint_test" / (key().id() + ".ckpt"), "half a li");
    }
    epochs_run = 0;
    CHECK(run_in(folder.path()).ran == 1);
    CHECK(epochs_run == 6);
    CHECK(load_run(folder.path()).digest() == digest);
  }
}
