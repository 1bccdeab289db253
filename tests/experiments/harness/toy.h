// A small experiment for the harness's own tests: a noisy decay whose rate the parameters set, in microseconds.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/harness/experiment.h"
#include "experiments/harness/plan.h"
#include "experiments/harness/runner.h"

namespace rederive::toy {

const AnyExperiment& experiment();

RunOptions options();

/// A folder of its own for a test, removed at the end.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::vector<std::string> columns();

/// Number of files below the folder.
std::size_t files(const std::filesystem::path& folder);

}  // namespace rederive::toy
