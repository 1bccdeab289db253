// A run against the stored baselines, or against another run.
#pragma once

#include <filesystem>
#include <vector>

#include "experiments/harness/compare.h"

namespace rederive {

/// Against results/baselines for the run's own data and profile.
std::vector<ExperimentComparison> differences_from_baselines(const LoadedRun& run,
                                                             const std::filesystem::path& baselines);
std::vector<ExperimentComparison> differences_from_run(const LoadedRun& run, const LoadedRun& other);

}  // namespace rederive
