#include "experiments/harness/summary.h"

#include <map>

#include <fmt/format.h>

#include "experiments/harness/plots.h"
#include "experiments/harness/table.h"
#include "reference/core/file.h"

namespace rederive {
namespace {

std::string opening(const LoadedRun& run) {
  std::string page = fmt::format("# {} run on {}\n\n", text(run.options.profile), run.options.data_name);
  if (run.options.profile == Profile::smoke) {
    page += "**Smoke sizes: every code path, no finding. Nothing on this page says anything about a claim.**\n\n";
  }
  if (run.options.data_name == "synthetic") {
    page += "**Synthetic digits, drawn by the program itself: claims about MNIST are skipped.**\n\n";
  }
  if (!run.options.variants.empty()) {
    page += fmt::format("**Kernels chosen by flag: {}. These numbers are compared statistically, not bit by bit.**\n\n",
                        run.options.variants);
  }
  return page;
}

// Is the claim worth a line of its own? Those of the run's experiments are. Of the formulas, which are many and the
// same in every run, what holds and what is an erratum only counts: `rederive claims` has them all.
bool shown(const LoadedRun& run, const LedgerRow& row) {
  for (const LoadedExperiment& loaded : run.experiments) {
    for (const ClaimSheet& claim : loaded.experiment->claims) {
      if (claim.id != row.statement.id) continue;
      if (!loaded.experiment->immediate) return true;
      return row.verdict != Verdict::reproduced && row.verdict != Verdict::erratum;
    }
  }
  return false;
}

std::string verdicts(const LoadedRun& run, const std::vector<LedgerRow>& rows) {
  std::string page = "### Claims of the documents\n\n";
  std::map<std::string, int> counts;
  for (const LedgerRow& row : rows) {
    ++counts[verdict_text(row)];
    if (!shown(run, row)) continue;
    page += fmt::format("- {} **{}**: {}\n", row.statement.id, verdict_text(row), row.statement.claim);
    if (!row.evidence.empty()) page += fmt::format("  - {}\n", row.evidence);
  }
  page += fmt::format("\nOf {} claims in the ledger:\n", rows.size());
  for (const auto& [verdict, count] : counts) page += fmt::format("{:>5} {}\n", count, verdict);
  return page + "\n";
}

std::string differences(const std::vector<ExperimentComparison>& comparisons) {
  std::string page = "### Against the stored baseline\n\n";
  for (const ExperimentComparison& comparison : comparisons) page += text(comparison);
  return page + "\n";
}

std::string pictures(const LoadedRun& run) {
  std::string page;
  for (const LoadedExperiment& loaded : run.experiments) {
    for (std::size_t i = 0; i < loaded.planned.size(); ++i) {
      const PlannedCell& cell = loaded.planned[i];
      if (!loaded.cells[i] || cell.key.seed != loaded.planned.front().key.seed) continue;
      for (const auto& [name, digest] : loaded.cells[i]->pictures.items()) {
        const auto path = Store(run.folder).picture_path(cell.key, name).lexically_relative(run.folder).string();
        page += fmt::format("- {} of {} ({}): {}\n", name, cell.key.experiment, varying_settings(loaded, cell), path);
      }
    }
  }
  return page.empty() ? page : "### Pictures, one seed each\n\n" + page + "\n";
}

}  // namespace

std::string summary(const LoadedRun& run, const std::vector<LedgerRow>& rows,
                    const std::vector<ExperimentComparison>& comparisons) {
  std::string page = opening(run);
  for (const LoadedExperiment& loaded : run.experiments) {
    if (!loaded.experiment->immediate) page += markdown(last_rows(loaded)) + "\n";
  }
  page += verdicts(run, rows) + differences(comparisons) + pictures(run);
  page += fmt::format(
      "### Where everything lies\n\n- this page: {}\n- all rows: {}\n- plots (Vega): {}\n- cells: {}\n- digest of all "
      "cells: {}\n",
      (run.folder / "summary.md").string(), (run.folder / "tables").string(), (run.folder / "plots").string(),
      (run.folder / "cells").string(), run.digest());
  return page;
}

void write_report(const LoadedRun& run, const std::string& page) {
  for (const LoadedExperiment& loaded : run.experiments) {
    const AnyExperiment& experiment = *loaded.experiment;
    write_file_whole(run.folder / "tables" / (experiment.name + ".csv"), csv(all_rows(loaded)));
    for (const PlotSheet& plot : experiment.plots) {
      if (plot_points(loaded, plot).empty()) continue;  // an arm of another profile
      write_file_whole(run.folder / "plots" / experiment.name / (file_name(plot) + ".vg.json"),
                       dump(vega(loaded, plot), 1) + "\n");
    }
  }
  write_file_whole(run.folder / "summary.md", page);
}

}  // namespace rederive
