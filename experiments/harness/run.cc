#include "experiments/harness/run.h"

#include <algorithm>
#include <set>

#include "experiments/harness/reading.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/core/sha256.h"

namespace rederive {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kSchema = "rederive.run/1";

std::string difference(const RunOptions& had, const RunOptions& asked) {
  if (had.profile != asked.profile) return "its profile is " + std::string(text(had.profile));
  if (had.data_digest != asked.data_digest) {
    return had.data_name == asked.data_name ? "its data have another digest" : "its data are " + had.data_name;
  }
  if (had.variants != asked.variants) return "its --variant is '" + had.variants + "'";
  if (had.overrides != asked.overrides) return "its --set is " + had.json().at("set").dump();
  return "its --seeds are others";
}

// The plan of a run that is there: options that this program refuses are then the file's fault, not the user's.
std::vector<PlannedCell> planned(const AnyExperiment& experiment, const RunOptions& options, const fs::path& folder) {
  try {
    return plan(experiment, options);
  } catch (const UsageError& fault) {
    throw IoError((folder / "run.json").string() + ": these options are not possible: " + reason(fault));
  }
}

}  // namespace

bool is_run(const fs::path& folder) { return fs::exists(folder / "run.json"); }

RunRecord parse_run(std::string_view bytes, const std::string& name) {
  try {
    const Json json = parse_json(bytes);
    if (json.at("schema") != kSchema) throw Error("its schema is not " + std::string(kSchema));
    const auto names = json.at("experiments").get<std::set<std::string>>();
    return {.options = RunOptions::from_json(json.at("options")), .experiments = {names.begin(), names.end()}};
  } catch (const std::exception& fault) {
    throw IoError(name + ": this is no description of a run (" + reason(fault) +
                  "); give another RUN, or remove the folder and run again");
  }
}

RunRecord read_run(const fs::path& folder) {
  if (!is_run(folder)) {
    throw IoError(folder.string() + ": no run is here; `rederive run` makes one, RUN names its folder");
  }
  const fs::path path = folder / "run.json";
  return parse_run(read_text(path), path.string());
}

RunRecord open_run(const fs::path& folder, const RunOptions& options, const std::vector<const AnyExperiment*>& chosen) {
  RunRecord record{.options = options, .experiments = {}};
  if (is_run(folder)) {
    record = read_run(folder);
    if (record.options != options) {
      throw UsageError(folder.string() + ": a run of other options is here: " + difference(record.options, options) +
                       "; use its options, or choose another --out");
    }
  }
  std::set<std::string> names(record.experiments.begin(), record.experiments.end());
  for (const AnyExperiment* experiment : chosen) names.insert(experiment->name);
  record.experiments.assign(names.begin(), names.end());
  const Json json = {{"schema", kSchema}, {"options", record.options.json()}, {"experiments", record.experiments}};
  write_file_whole(folder / "run.json", json.dump(2) + "\n");
  return record;
}

bool LoadedExperiment::complete() const {
  return std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.has_value(); });
}

bool LoadedRun::complete() const {
  return std::all_of(experiments.begin(), experiments.end(), [](const auto& e) { return e.complete(); });
}

const LoadedExperiment* LoadedRun::find(const std::string& experiment) const {
  for (const LoadedExperiment& loaded : experiments) {
    if (loaded.experiment->name == experiment) return &loaded;
  }
  return nullptr;
}

std::string LoadedRun::digest() const {
  Sha256 hash;
  for (const LoadedExperiment& loaded : experiments) {
    for (const auto& cell : loaded.cells) {
      if (cell) hash.add(cell->digest);
    }
  }
  return hash.finish_hex();
}

LoadedRun load_run(const fs::path& folder) {
  const RunRecord record = read_run(folder);
  const Store store(folder);
  LoadedRun run{.folder = folder, .options = record.options, .experiments = {}};
  for (const std::string& name : record.experiments) {
    const auto found = std::find_if(experiments().begin(), experiments().end(),
                                    [&](const AnyExperiment* e) { return e->name == name; });
    if (found == experiments().end()) {
      throw IoError((folder / "run.json").string() + ": this program has no experiment " + Json(name).dump() +
                    "; it is the run of another version");
    }
    LoadedExperiment loaded{.experiment = *found, .planned = planned(**found, record.options, folder), .cells = {}};
    for (const PlannedCell& cell : loaded.planned) loaded.cells.push_back(store.load(cell.key, (*found)->columns));
    run.experiments.push_back(std::move(loaded));
  }
  return run;
}

}  // namespace rederive
