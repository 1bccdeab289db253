// Baselines: accepted results of an experiment, kept with the project as text.
//
//   results/baselines/<data set>/<profile>/<experiment>.jsonl
//     line 1  schema, experiment, columns, data, checksum of the whole file but its own digits, verdicts of its claims,
//             who accepted it when and why
//     line 2+ one cell each: settings, seed, format, rows, pictures' digests
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/harness/run.h"

namespace rederive {

/// What can be compared: the cells of one experiment, from a run or from a baseline.
struct ResultCell {
  CellKey key;
  int format = kFormat;
  std::vector<std::vector<Value>> rows;
  Json pictures = Json::object();
};
struct ResultSet {
  std::string origin;  // for messages: a file or a folder
  std::string experiment;
  std::string data;  // digest, or "none"
  std::vector<std::string> columns;
  std::vector<ResultCell> cells;
  Json verdicts = Json::object();  // of the experiment's claims: id to verdict
  Json accepted = Json::array();   // reason, date, provenance of each acceptance; empty for runs
};

/// Without verdicts: those follow from a whole run (ledger.h).
ResultSet results_of(const LoadedExperiment& loaded, const std::filesystem::path& folder);

/// The data set's folder is `any` for an experiment that needs none; the profile's is `all` for one that is the same in
/// all.
std::filesystem::path baseline_path(const std::filesystem::path& baselines, const RunOptions& options,
                                    const AnyExperiment& experiment);

/// A baseline of any bytes; `name` is its origin and begins the message of the IoError when it is damaged.
ResultSet parse_baseline(std::string_view bytes, const std::string& name);

/// The bytes of a baseline with the checksum that they should have. Error when they have no place for one.
std::string with_checksum(std::string bytes);

/// Nothing when there is no such file. IoError when it is damaged (wrong checksum, cut short, not ours).
std::optional<ResultSet> read_baseline(const std::filesystem::path& path);

/// Replaces the experiment's baseline by these results. `acceptance` is added to the history of the file.
void write_baseline(const std::filesystem::path& path, const ResultSet& results, const Json& acceptance);

}  // namespace rederive
