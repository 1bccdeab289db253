// What a run ends in: a page that a newcomer understands.
#pragma once

#include <filesystem>
#include <string>

#include "experiments/harness/compare.h"
#include "experiments/harness/ledger.h"

namespace rederive {

/// Markdown, legible as text: a table per experiment, the verdicts with their evidence, how the run differs from the
/// baseline, where everything lies.
std::string summary(const LoadedRun& run, const std::vector<LedgerRow>& rows,
                    const std::vector<ExperimentComparison>& comparisons);

/// summary.md, and a table of all rows as tables/<experiment>.csv, in the run's folder.
void write_report(const LoadedRun& run, const std::string& page);

}  // namespace rederive
