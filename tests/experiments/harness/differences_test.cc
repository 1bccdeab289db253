// Which baseline or run a run is compared with.
#include "experiments/harness/differences.h"

#include "experiments/harness/runner.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;

namespace {

LoadedRun finished(const TemporaryFolder& folder, const RunOptions& options = toy::options()) {
  open_run(folder.path(), options, {&toy::experiment()});
  run_cells(plan(toy::experiment(), options), Store(folder.path()), options, {.jobs = 2});
  return load_run(folder.path());
}

}  // namespace

TEST_CASE("a run is compared with the baseline of its profile") {
  const TemporaryFolder folder;
  const TemporaryFolder baselines;
  LoadedRun run = finished(folder);
  CHECK(differences_from_baselines(run, baselines.path()).front().note ==
        "it has no baseline for these data and this profile");
  const auto path = baseline_path(baselines.path(), run.options, toy::experiment());
  CHECK(path == baselines.path() / "any/standard/harness/toy.jsonl");  // the toy needs no data
  write_baseline(path, results_of(run.experiments[0], run.folder), {{"reason", "first"}});
  auto comparisons = differences_from_baselines(run, baselines.path());
  REQUIRE(comparisons.size() == 1);
  CHECK(comparisons[0].same == 24);
  CHECK(exit_code(comparisons) == 0);
  run.experiments[0].cells[3]->rows.back()[1] = 77.0;
  comparisons = differences_from_baselines(run, baselines.path());
  CHECK(comparisons[0].same == 23);
  CHECK(comparisons[0].differing == 1);
  CHECK_THAT(comparisons[0].first_difference, ContainsSubstring("loss: "));
  CHECK(exit_code(comparisons) == 1);
  run.options.profile = Profile::full;
  CHECK(differences_from_baselines(run, baselines.path()).front().note ==
        "it has no baseline for these data and this profile");
}

TEST_CASE("a damaged baseline is told, not passed over") {
  const TemporaryFolder folder;
  const TemporaryFolder baselines;
  const LoadedRun run = finished(folder);
  const auto path = baseline_path(baselines.path(), run.options, toy::experiment());
  write_baseline(path, results_of(run.experiments[0], run.folder), {{"reason", "first"}});
  write_file_whole(path, read_text(path) + "\n");
  CHECK_THROWS_WITH(differences_from_baselines(run, baselines.path()), ContainsSubstring("this baseline is damaged"));
}

TEST_CASE("two runs are compared cell by cell, the first with the second as its baseline") {
  const TemporaryFolder folder;
  const TemporaryFolder other_folder;
  const LoadedRun run = finished(folder);
  RunOptions fewer = toy::options();
  fewer.seeds = SeedRange{1, 4};
  const LoadedRun other = finished(other_folder, fewer);
  CHECK(differences_from_run(run, run).front().same == 24);
  const auto more = differences_from_run(run, other).front();
  CHECK(more.same == 16);
  CHECK(more.added == 8);
  CHECK(more.absent == 0);
  const auto less = differences_from_run(other, run).front();
  CHECK(less.added == 0);
  CHECK(less.absent == 8);
}
