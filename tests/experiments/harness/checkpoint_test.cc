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
std::atomic<int> stop_within = 0;  // the epoch in whose middle the user asks to stop; 0: never
std::atomic<bool> stop_asked = false;
std::atomic<int> picture_after = 0;  // the epoch that ends with a picture; 0: none

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
    if (epoch == stop_within) stop_asked = true;
    out.within(epoch, p.epochs, 0.5);
    out.record({.epoch = epoch, .sum = sum});
    if (epoch == picture_after) out.picture("walk", Image::black(1, 1));
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

const std::vector<ColumnSheet>& columns() { return wide_toy().columns; }

std::optional<Checkpoint> checkpoint_in(const Store& store) {
  std::string note;
  return store.checkpoint(key(), columns(), note);
}

Checkpoint some_checkpoint() {
  return {.epoch = 2, .rows = {{std::int64_t{1}, 0.5}, {std::int64_t{2}, -0.25}}, .tensors = {{1, 2, 3}, {}, {-0.5F}}};
}

}  // namespace

TEST_CASE("a checkpoint is read back as it was written") {
  const Checkpoint kept = some_checkpoint();
  const Checkpoint read = parse_checkpoint(checkpoint_file(key(), kept), "file", key(), columns());
  CHECK(read.epoch == kept.epoch);
  CHECK(read.rows == kept.rows);
  CHECK(read.tensors == kept.tensors);
}

TEST_CASE("a checkpoint that was cut short, changed or made for another cell is refused") {
  const std::string file = checkpoint_file(key(), some_checkpoint());
  for (std::size_t length = 0; length < file.size(); ++length) {
    CHECK_THROWS_AS(parse_checkpoint(file.substr(0, length), "file", key(), columns()), IoError);
  }
  for (const std::size_t place : {std::size_t{3}, file.find('\n') + 5, file.size() - 1}) {
    std::string changed = file;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    CHECK_THROWS_AS(parse_checkpoint(changed, "file", key(), columns()), IoError);
  }
  CellKey other = key();
  other.seed = 2;
  CHECK_THROWS_WITH(parse_checkpoint(file, "file", other, columns()),
                    ContainsSubstring("it is the file of another cell"));
  CHECK_THROWS_AS(parse_checkpoint(file, "file", key(), {columns()[0]}), IoError);
  CHECK_THROWS_AS(parse_checkpoint(file + "x", "file", key(), columns()), IoError);
}

TEST_CASE("rows of other types than the columns have are refused") {
  Checkpoint other = some_checkpoint();
  for (const Value& value : {Value(0.5), Value("two"), Value(std::int64_t{1} << 40)}) {
    other.rows[1][0] = value;
    CHECK_THROWS_WITH(parse_checkpoint(checkpoint_file(key(), other), "file", key(), columns()),
                      ContainsSubstring("its column epoch holds"));
  }
}

TEST_CASE("a wide cell that is interrupted goes on with the epoch after, and ends with the same bits") {
  const TemporaryFolder whole;
  epochs_run = 0;
  CHECK(run_in(whole.path()).ran == 1);
  CHECK(epochs_run == 6);
  CHECK(threads_seen == 3);

  const TemporaryFolder parts;
  const Store store(parts.path());
  stop_within = 4;
  stop_asked = false;
  CHECK(run_in(parts.path(), &stop_asked).interrupted);
  stop_within = 0;
  CHECK_FALSE(load_run(parts.path()).complete());
  const std::optional<Checkpoint> third = checkpoint_in(store);
  REQUIRE(third);
  CHECK(third->epoch == 3);
  CHECK(third->rows.size() == 3);
  epochs_run = 0;
  CHECK(run_in(parts.path()).ran == 1);
  CHECK(epochs_run == 3);
  CHECK(load_run(parts.path()).digest() == load_run(whole.path()).digest());
  CHECK_FALSE(checkpoint_in(store));
  CHECK(std::filesystem::is_empty(parts.path() / "checkpoints/harness/checkpoint_test"));
}

TEST_CASE("a picture on the way, which an interruption would lose, is a mistake of the experiment and said at once") {
  const TemporaryFolder folder;
  picture_after = 2;
  const RunnerReport report = run_in(folder.path());
  picture_after = 0;
  REQUIRE(report.failures.size() == 1);
  CHECK_THAT(report.failures.front(), ContainsSubstring("pictures after its last epoch"));
}

TEST_CASE("tensors with gaps between their rows are refused") {
  const CellContext context{.seed = 1};
  Recorder<Row> out(context);
  Matrix m(3, 5);
  CHECK_THROWS_AS(out.epochs(2, {MatrixView{m.data(), 3, 4, 5}}), Error);
}

TEST_CASE("a damaged checkpoint costs its epochs and nothing else, is named and set aside") {
  const TemporaryFolder folder;
  const Store store(folder.path());
  const std::filesystem::path file = folder.path() / "checkpoints/harness/checkpoint_test" / (key().id() + ".ckpt");
  write_file_whole(file, "half a li");
  std::string note;
  CHECK_FALSE(store.checkpoint(key(), columns(), note));
  CHECK_THAT(note, ContainsSubstring(file.string() + ": this checkpoint is damaged: it is cut short; set aside as"));
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK(read_text(folder.path() / "damaged/harness/checkpoint_test" / file.filename()) == "half a li");
  write_file_whole(file, "half a li");
  epochs_run = 0;
  CHECK(run_in(folder.path()).ran == 1);
  CHECK(epochs_run == 6);
}

TEST_CASE("a checkpoint of other tensors, or beyond the last epoch, is another program's: all epochs are run") {
  const TemporaryFolder whole;
  run_in(whole.path());
  Checkpoint beyond = some_checkpoint();
  beyond.epoch = 7;
  beyond.tensors = {std::vector<float>(15)};
  for (const Checkpoint& strange : {some_checkpoint(), beyond}) {
    const TemporaryFolder folder;
    Store(folder.path()).keep(key(), strange);
    epochs_run = 0;
    CHECK(run_in(folder.path()).ran == 1);
    CHECK(epochs_run == 6);
    CHECK(load_run(folder.path()).digest() == load_run(whole.path()).digest());
  }
}
