// Which cells a run consists of: the options that fix it, and the list that follows from them. The same options give
// the same list on every machine, so a run can be stopped, resumed, split and checked for gaps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "experiments/harness/cell.h"
#include "experiments/harness/experiment.h"

namespace rederive {

std::string_view text(Profile profile);
/// UsageError when it is none of smoke, standard, full.
Profile parse_profile(std::string_view word);

/// First and last seed, both included.
using SeedRange = std::pair<std::uint64_t, std::uint64_t>;
/// "8" is 1..8, "3..5" is 3, 4, 5. UsageError otherwise.
SeedRange parse_seeds(std::string_view word);

struct RunOptions {
  Profile profile = Profile::standard;
  std::string data_name;    // "mnist", "synthetic"
  std::string data_digest;  // identity of the data set
  Overrides overrides;
  std::optional<SeedRange> seeds;
  std::string variants;  // "gemm=openblas", or empty

  Json json() const;
  static RunOptions from_json(const Json& json);
  bool operator==(const RunOptions&) const = default;
};

/// NAME=V[,V...] in the type of the parameter; UsageError where no chosen experiment has the parameter.
Overrides parse_overrides(const std::vector<std::string>& sets, const std::vector<const AnyExperiment*>& chosen);

struct PlannedCell {
  const AnyExperiment* experiment = nullptr;
  CellKey key;
  std::vector<std::string> arms;
  double seconds = 1;
};

/// Sorted by experiment, setting and seed.
std::vector<PlannedCell> plan(const AnyExperiment& experiment, const RunOptions& options);

/// The command that runs just this cell again, with the flags that differ from their defaults.
std::string repeat_command(const PlannedCell& cell, const RunOptions& options);

/// Name of the default folder of a run: "standard-mnist", with a tag for overrides, seeds and variants.
std::string default_run_name(const RunOptions& options);

}  // namespace rederive
