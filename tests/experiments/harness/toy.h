// A small experiment for the harness's own tests: a noisy decay whose rate the parameters set, in microseconds.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/harness/experiment.h"
#include "experiments/harness/plan.h"
#include "experiments/harness/runner.h"
#include "tests/files.h"

namespace rederive::toy {

const AnyExperiment& experiment();

RunOptions options();

std::vector<std::string> columns();

/// Number of files below the folder.
std::size_t files(const std::filesystem::path& folder);

}  // namespace rederive::toy
