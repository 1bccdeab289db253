// How a run differs from its baseline.
//
// Cells are paired by setting and seed. Where both were computed by the default kernels under the same format, the
// same bits are promised, and any other bit is shown. Whether a difference matters is a question of statistics: for
// each setting and column the last rows are compared by a paired t test over the seeds (family-wise error .01 over the
// whole comparison, by Holm), and by two one-sided tests against the column's tolerance.
#pragma once

#include <string>
#include <vector>

#include "experiments/harness/baseline.h"

namespace rederive {

enum class Outcome {
  same,        // the same bits
  equivalent,  // other bits, but shown to lie within the tolerance
  undecided,   // other bits; neither a change nor equivalence can be shown
  better,      // a change for the better, by the column's own direction
  changed      // a change
};
std::string_view text(Outcome outcome);

/// One column at one setting.
struct ColumnDifference {
  Settings settings;
  std::string column;
  Outcome outcome = Outcome::same;
  std::string evidence;
};

struct ExperimentComparison {
  std::string experiment;
  std::size_t same = 0;                   // cells with the same bits
  std::size_t differing = 0;              // cells with other bits
  std::size_t added = 0;                  // in the run, not in the baseline
  std::size_t absent = 0;                 // in the baseline, not in the run
  bool bits_promised = true;              // default kernels and the same format on both sides
  std::string first_difference;           // the first divergence, named by cell, row and column
  std::string repeat;                     // the command that computes that cell again
  std::string note;                       // why nothing was compared: other data, other columns, no baseline
  std::vector<ColumnDifference> columns;  // where bits differ
};

/// `options` are those of the run that is compared (for the repeat command).
std::vector<ExperimentComparison> compare(const std::vector<ResultSet>& run, const std::vector<ResultSet>& baseline,
                                          const RunOptions& options);

/// 0, 1 (a change, or other bits where the same were promised), 3 (nothing was compared), 4 (only better).
int exit_code(const std::vector<ExperimentComparison>& comparisons);

std::string text(const ExperimentComparison& comparison);
Json to_json(const ExperimentComparison& comparison);

}  // namespace rederive
