// A finished run of the harness's toy experiment with one cell that came from elsewhere, and everything that is done
// with results.
#pragma once

#include "experiments/harness/compare.h"
#include "experiments/harness/ledger.h"
#include "experiments/harness/summary.h"
#include "experiments/harness/table.h"
#include "reference/core/sha256.h"
#include "tests/experiments/harness/toy.h"

namespace rederive::fuzz {

/// Two seeds at the toy's smallest setting, both with `rows`.
inline LoadedRun toy_run(const std::vector<std::vector<Value>>& rows) {
  RunOptions options = toy::options();
  options.overrides = {{"epochs", {std::int64_t{2}}}, {"steps", {std::int64_t{1}}}};
  options.seeds = SeedRange{1, 2};
  LoadedRun run{.folder = "run", .options = options, .experiments = {}};
  LoadedExperiment& loaded = run.experiments.emplace_back();
  loaded.experiment = &toy::experiment();
  loaded.planned = plan(toy::experiment(), options);
  for (const PlannedCell& cell : loaded.planned) {
    loaded.cells.push_back(StoredCell{.key = cell.key, .columns = toy::columns(), .rows = rows, .digest = "0"});
  }
  return run;
}

inline std::vector<std::vector<Value>> toy_rows() {
  return {{std::int64_t{1}, 7.5, std::string("round")}, {std::int64_t{2}, 5.625, std::string("round")}};
}

/// What cell_fuzz makes of its bytes: the first one chooses the whole file, or its second line under a right first one.
inline std::string cell_bytes(const std::string& seed) {
  std::string rest = seed.substr(1);
  if (seed[0] == 'w') return rest;
  const Json head = {{"schema", "rederive.cell/1"}, {"sha256", sha256_hex(rest)}};
  return head.dump() + "\n" + rest + "\n";
}

/// Judges, compares and prints. Returns the size of it all, so that nothing is optimised away.
inline std::size_t everything(const LoadedRun& run, const std::vector<ResultSet>& baselines) {
  std::size_t size = 0;
  std::vector<ResultSet> sets;
  for (const LoadedExperiment& loaded : run.experiments) {
    size += csv(all_rows(loaded)).size() + to_json(all_rows(loaded)).dump().size();
    sets.push_back(results_of(loaded, run.folder));
  }
  const auto comparisons = compare(sets, baselines, run.options);
  for (const auto& comparison : comparisons) size += to_json(comparison).dump().size();
  const std::vector<LedgerRow> rows = ledger(&run);
  for (const LedgerRow& row : rows) size += to_json(row).dump().size();
  return size + summary(run, rows, comparisons).size() + static_cast<std::size_t>(exit_code(comparisons));
}

}  // namespace rederive::fuzz
