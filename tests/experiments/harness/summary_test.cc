// The page that a run prints: it says what its numbers are worth before it shows them.
#include "experiments/harness/summary.h"

#include "experiments/harness/table.h"
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

std::string page_of(const LoadedRun& run) { return summary(run, ledger(&run), {}); }

bool has(const std::string& page, const std::string& part) { return page.find(part) != std::string::npos; }

std::size_t count(const std::string& page, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = page.find(part); at != std::string::npos; at = page.find(part, at + 1)) ++times;
  return times;
}

}  // namespace

TEST_CASE("a page opens with what its numbers are no evidence for") {
  LoadedRun run;
  run.options = toy::options();
  const std::string smoke = "**Smoke sizes: every code path, no finding.";
  const std::string drawn = "**Synthetic digits, drawn by the program itself: claims about MNIST are skipped.**";
  const std::string rival = "**Kernels chosen by flag: gemm=openblas. These numbers are compared statistically";
  std::string page = page_of(run);
  CHECK(page.starts_with("# standard run on none\n"));
  CHECK(count(page, "**") == 0);
  run.options.profile = Profile::smoke;
  page = page_of(run);
  CHECK(page.starts_with("# smoke run on none\n\n" + smoke));
  CHECK_FALSE((has(page, drawn) || has(page, rival)));
  run.options.data_name = "synthetic";
  run.options.variants = "gemm=openblas";
  page = page_of(run);
  CHECK((has(page, smoke) && has(page, drawn) && has(page, rival)));
}

TEST_CASE("verdicts: those of the run's experiments one by one with their evidence, all of the ledger as counts") {
  const TemporaryFolder folder;
  RunOptions options = toy::options();
  options.seeds = SeedRange{1, 10};
  const std::string page = page_of(finished(folder, options));
  // As in the ledger's own test: in the toy the loss rises with the steps.
  CHECK(has(page, "- 002.P5b.k1-fastest **reproduced**: "));
  CHECK(has(page, "- 002.P5b.k5-best **not-reproduced**: "));
  CHECK(has(page, "- 002.P5a.plateau-125 **reproduced**: "));
  CHECK(has(page, "Holm over 2"));
  CHECK(count(page, "- 00") == 5);
  CHECK(has(page, "\nOf 348 claims in the ledger:\n"));
  CHECK(has(page, "\n    2 reproduced\n"));
  CHECK(has(page, "\n    1 not-reproduced\n"));
}

TEST_CASE("tables, comparisons, pictures of one seed, and where everything lies") {
  const TemporaryFolder folder;
  const LoadedRun run = finished(folder);
  const LoadedExperiment& toy = run.experiments[0];
  ExperimentComparison comparison;
  comparison.experiment = "harness/toy";
  comparison.same = 24;
  const std::string page = summary(run, ledger(&run), {comparison});
  CHECK(has(page, markdown(last_rows(toy))));
  CHECK(has(page, "### Against the stored baseline\n\n" + text(comparison)));
  // Four settings, of each the picture of the first seed; the path leads there from the run's folder.
  CHECK(count(page, "- square of harness/toy (") == 4);
  const auto picture = Store(folder.path()).picture_path(toy.planned.front().key, "square");
  CHECK(std::filesystem::exists(picture));
  CHECK(has(page, ": pictures/harness/toy/" + picture.filename().string() + "\n"));
  CHECK(has(page, "- all rows: " + (folder / "tables").string() + "\n"));
  CHECK(page.ends_with("- digest of all cells: " + run.digest() + "\n"));
}

TEST_CASE("a run without pictures has no heading for them, and one that lacks cells has a page all the same") {
  const TemporaryFolder folder;
  LoadedRun run = finished(folder);
  for (auto& cell : run.experiments[0].cells) cell->pictures = Json::object();
  CHECK_FALSE(has(page_of(run), "### Pictures"));
  for (auto& cell : run.experiments[0].cells) cell.reset();
  CHECK(has(page_of(run), "- 002.P5b.k5-best **skipped(run incomplete)**: "));
}

TEST_CASE("the report is the page and all rows, once more in the run's folder") {
  const TemporaryFolder folder;
  const LoadedRun run = finished(folder);
  write_report(run, "a page\n");
  CHECK(read_text(folder / "summary.md") == "a page\n");
  CHECK(read_text(folder.path() / "tables/harness/toy.csv") == csv(all_rows(run.experiments[0])));
}
