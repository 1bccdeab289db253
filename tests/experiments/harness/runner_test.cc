// The same numbers in whatever order, on however many threads, in however many sittings.
#include "experiments/harness/runner.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

#include "experiments/harness/run.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;

namespace {

RunnerReport run(const std::filesystem::path& folder, int jobs, const std::atomic<bool>* stop = nullptr,
                 const RunOptions& options = toy::options()) {
  open_run(folder, options, {&toy::experiment()});
  return run_cells(plan(toy::experiment(), options), Store(folder), options, {.jobs = jobs, .stop = stop});
}

// What `body` writes to stderr.
template <class Body>
std::string said_by(const Body& body) {
  const TemporaryFolder folder;
  const int before = ::dup(STDERR_FILENO);
  const int file = ::open((folder / "said").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ::dup2(file, STDERR_FILENO);
  body();
  std::fflush(stderr);
  ::dup2(before, STDERR_FILENO);
  ::close(file);
  ::close(before);
  return read_text(folder / "said");
}

}  // namespace

TEST_CASE("the digest of a run does not depend on the number of jobs") {
  std::string first;
  for (const int jobs : {1, 2, 3}) {
    const TemporaryFolder folder;
    CHECK(run(folder.path(), jobs).ran == 24);
    const std::string digest = load_run(folder.path()).digest();
    if (first.empty()) first = digest;
    CHECK(digest == first);
  }
}

TEST_CASE("a run that is stopped and continued is the run that was not stopped") {
  const TemporaryFolder whole;
  run(whole.path(), 2);
  const TemporaryFolder parts;
  const std::atomic<bool> stop{true};
  CHECK(run(parts.path(), 2, &stop).interrupted);
  CHECK_FALSE(load_run(parts.path()).complete());
  run(parts.path(), 2);
  // Lose some, damage one, go on.
  const LoadedRun before = load_run(parts.path());
  const auto file = [&](std::size_t i) {
    return parts.path() / "cells/harness/toy" / (before.experiments[0].planned[i].key.id() + ".json");
  };
  std::filesystem::remove(file(3));
  std::filesystem::remove(file(17));
  write_file_whole(file(5), "damaged");
  const RunnerReport report = run(parts.path(), 2);
  CHECK(report.ran == 3);
  CHECK(report.found == 21);
  CHECK(report.notes.size() == 1);
  CHECK(load_run(parts.path()).digest() == load_run(whole.path()).digest());
}

TEST_CASE("a cell that fails is one line with the command that repeats it, and the others go on") {
  const TemporaryFolder folder;
  RunOptions options = toy::options();
  options.overrides = parse_overrides({"fail_at_seed=3"}, {&toy::experiment()});
  RunnerReport report;
  const std::string said = said_by([&] { report = run(folder.path(), 2, nullptr, options); });
  CHECK(report.failures.size() == 4);
  CHECK(report.ran == 20);
  CHECK_THAT(report.failures.front(), ContainsSubstring("it went wrong; repeat: rederive run harness/toy"));
  CHECK_THAT(report.failures.front(), ContainsSubstring("--set fail_at_seed=3 --seeds 3..3"));
  std::size_t size = 0;
  for (const std::string& failure : report.failures) {
    CHECK_THAT(said, ContainsSubstring("rederive: " + failure + "\n"));
    size += failure.size() + sizeof "rederive: ";  // its 0 stands for the line break
  }
  CHECK(said.size() == size);  // once each, and nothing else
}

TEST_CASE("the same computation of two experiments runs once and is stored for both") {
  const auto run_all = [](const std::vector<std::string>& names, const std::filesystem::path& folder) {
    const auto chosen = matching(names);
    open_run(folder, toy::options(), chosen);
    std::vector<PlannedCell> cells;
    for (const AnyExperiment* experiment : chosen) {
      for (const PlannedCell& cell : plan(*experiment, toy::options())) cells.push_back(cell);
    }
    return run_cells(cells, Store(folder), toy::options(), {.jobs = 2});
  };
  const TemporaryFolder together;
  const RunnerReport report = run_all({"harness/toy_quick", "harness/toy_slow", "harness/toy_twin"}, together.path());
  CHECK(report.ran == 6 + 6 + 16);
  CHECK(report.shared == 6);  // size 1, seeds 1 to 6; the slow toy has their settings and seeds, but runs other code
  const TemporaryFolder apart;
  CHECK(run_all({"harness/toy_twin"}, apart.path()).shared == 0);
  CHECK(run_all({"harness/toy_quick"}, apart.path()).shared == 0);
  CHECK(run_all({"harness/toy_slow"}, apart.path()).shared == 0);
  CHECK(load_run(together.path()).digest() == load_run(apart.path()).digest());

  // Whose seconds they are is said, and that the others took none.
  for (const LoadedExperiment& loaded : load_run(together.path()).experiments) {
    const auto sharing = std::count_if(loaded.cells.begin(), loaded.cells.end(), [](const auto& cell) {
      return cell->provenance.contains("ran_as") && cell->provenance.at("ran_as") == "harness/toy_quick" &&
             cell->provenance.at("seconds") == 0;
    });
    CHECK(sharing == (loaded.experiment->name == "harness/toy_twin" ? 6 : 0));
  }
}

TEST_CASE("experiments that name no computation share none") {
  struct Plain final : AnyExperiment {
    explicit Plain(double number_) : number(number_) {
      name = "harness/plain" + std::to_string(static_cast<int>(number));
      columns = {{.name = "number", .unit = "", .tolerance = {}, .like = 0.0}};
      seeds = {1, 1, 1};
    }
    std::vector<GridPoint> grid(Profile, const Overrides&) const override { return {{.settings = {}, .arms = {}}}; }
    CellResult run(const Settings&, const CellContext&) const override { return {.rows = {{number}}, .pictures = {}}; }
    std::vector<Finding> judge(const std::vector<FinishedCell>&) const override { return {}; }
    double number;
  };
  const Plain one(1);
  const Plain two(2);
  const PlannedCell first = plan(one, toy::options()).front();
  const PlannedCell second = plan(two, toy::options()).front();
  const TemporaryFolder folder;
  const Store store(folder.path());
  CHECK(run_cells({first, second}, store, toy::options(), {.jobs = 1}).shared == 0);
  CHECK(store.load(first.key, one.columns)->rows.front().front() == Value{1.0});
  CHECK(store.load(second.key, two.columns)->rows.front().front() == Value{2.0});
}

TEST_CASE("when nothing can be stored the run ends with the reason") {
  const TemporaryFolder folder;
  open_run(folder.path(), toy::options(), {&toy::experiment()});
  write_file_whole(folder.path() / "pictures", "a file where a folder should be");
  CHECK_THROWS_AS(run_cells(plan(toy::experiment(), toy::options()), Store(folder.path()), toy::options(), {.jobs = 2}),
                  IoError);
  CHECK(toy::files(folder.path() / "cells") == 0);
}
