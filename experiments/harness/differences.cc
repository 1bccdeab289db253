#include "experiments/harness/differences.h"

namespace rederive {
namespace {

std::vector<ResultSet> results_of(const LoadedRun& run) {
  std::vector<ResultSet> sets;
  for (const LoadedExperiment& loaded : run.experiments) sets.push_back(results_of(loaded, run.folder));
  return sets;
}

}  // namespace

std::vector<ExperimentComparison> differences_from_baselines(const LoadedRun& run,
                                                             const std::filesystem::path& baselines) {
  std::vector<ResultSet> accepted;
  for (const LoadedExperiment& loaded : run.experiments) {
    auto baseline = read_baseline(baseline_path(baselines, run.options, *loaded.experiment));
    if (baseline) accepted.push_back(std::move(*baseline));
  }
  return compare(results_of(run), accepted, run.options);
}

std::vector<ExperimentComparison> differences_from_run(const LoadedRun& run, const LoadedRun& other) {
  return compare(results_of(run), results_of(other), run.options);
}

}  // namespace rederive
