// A run on the disk: its options, the experiments it was asked for, and the cells that are there.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/harness/plan.h"
#include "experiments/harness/store.h"

namespace rederive {

struct RunRecord {
  RunOptions options;
  std::vector<std::string> experiments;  // sorted; grows when a run is continued with other patterns
};

/// A run.json of any bytes; `name` begins the message of the IoError when it is not what it should be.
RunRecord parse_run(std::string_view bytes, const std::string& name);
/// IoError also when there is no run in the folder.
RunRecord read_run(const std::filesystem::path& folder);
bool is_run(const std::filesystem::path& folder);

/// Starts the run, or goes on with it: adds the experiments to those of an earlier call. UsageError when the folder
/// holds a run of other options, saying which differ.
RunRecord open_run(const std::filesystem::path& folder, const RunOptions& options,
                   const std::vector<const AnyExperiment*>& chosen);

struct LoadedExperiment {
  const AnyExperiment* experiment = nullptr;
  std::vector<PlannedCell> planned;
  std::vector<std::optional<StoredCell>> cells;  // in step with `planned`

  bool complete() const;
};

struct LoadedRun {
  std::filesystem::path folder;
  RunOptions options;
  std::vector<LoadedExperiment> experiments;

  bool complete() const;
  const LoadedExperiment* find(const std::string& experiment) const;
  /// One digest of all that is compared in all cells that are there, in the plan's order.
  std::string digest() const;
};

/// The run with all its cells. A damaged cell throws IoError; a missing one is an empty place.
LoadedRun load_run(const std::filesystem::path& folder);

}  // namespace rederive
