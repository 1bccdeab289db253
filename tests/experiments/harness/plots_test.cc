#include "experiments/harness/plots.h"

#include <limits>

#include "experiments/harness/runner.h"
#include "experiments/harness/summary.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;

namespace {

LoadedRun finished(const TemporaryFolder& folder) {
  RunOptions options = toy::options();
  options.seeds = SeedRange{1, 3};
  open_run(folder.path(), options, {&toy::experiment()});
  run_cells(plan(toy::experiment(), options), Store(folder.path()), options, {.jobs = 2});
  return load_run(folder.path());
}

}  // namespace

TEST_CASE("points are means over seeds of one arm, with the lowest and the highest") {
  const TemporaryFolder folder;
  LoadedRun run = finished(folder);
  LoadedExperiment& toy = run.experiments[0];
  const std::vector<PlotSheet>& plots = toy.experiment->plots;
  REQUIRE(plots.size() == 2);
  const Json sweep = plot_points(toy, plots[0]);
  CHECK(sweep.size() == 3 * 4);  // steps 1, 2, 4 at four epochs; the arm of nine epochs stays out
  CHECK(plot_points(toy, plots[1]).size() == 4);
  std::vector<double> losses;
  for (std::size_t i = 0; i < toy.planned.size(); ++i) {
    if (toy.planned[i].key.settings[0].second != Value{std::int64_t{2}}) continue;
    losses.push_back(number(toy.cells[i]->rows[2][1]));
  }
  REQUIRE(losses.size() == 3);
  const Json& point =
      *std::find_if(sweep.begin(), sweep.end(), [](const Json& p) { return p["series"] == "2" && p["x"] == 3; });
  CHECK(point["y"].get<double>() == Approx((losses[0] + losses[1] + losses[2]) / 3));
  CHECK(point["low"].get<double>() == *std::min_element(losses.begin(), losses.end()));
  CHECK(point["high"].get<double>() == *std::max_element(losses.begin(), losses.end()));

  // A seed that diverged leaves the others; a place without any value is left out.
  const auto spoil = [&](std::size_t from) {
    for (std::size_t i = from; i < toy.planned.size(); ++i) {
      for (auto& row : toy.cells[i]->rows) row[1] = std::numeric_limits<double>::quiet_NaN();
    }
  };
  spoil(1);
  CHECK(plot_points(toy, plots[0]).size() <= 4);
  spoil(0);
  CHECK(plot_points(toy, plots[0]).empty());
}

TEST_CASE("a run's plots are written as Vega specifications with titles and units") {
  const TemporaryFolder folder;
  const LoadedRun run = finished(folder);
  write_report(run, "a page\n");
  const auto file = folder.path() / "plots" / "harness" / "toy" / "loss-over-epoch-by-steps.sweep.vg.json";
  REQUIRE(std::filesystem::exists(file));
  const Json spec = vega(run.experiments[0], run.experiments[0].experiment->plots[0]);
  CHECK(spec["$schema"] == "https://vega.github.io/schema/vega/v5.json");
  CHECK(spec["axes"][1]["title"] == "loss [nats]");
  CHECK(spec["legends"][0]["title"] == "steps");
  CHECK_FALSE(vega(run.experiments[0], run.experiments[0].experiment->plots[1]).contains("legends"));
}
