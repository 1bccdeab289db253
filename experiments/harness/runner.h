// Runs cells side by side, one thread each, the longest first, and stores each as it ends. Wide cells come before them,
// one at a time with all threads, and keep a checkpoint after every epoch. Cells of several experiments that are the
// same computation (a sweep whose default is another experiment's main arm) run once and are stored for each.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "experiments/harness/plan.h"
#include "experiments/harness/store.h"

namespace rederive {

struct RunnerOptions {
  int jobs = 1;
  const Dataset* dataset = nullptr;
  const std::atomic<bool>* stop = nullptr;
  Json provenance = Json::object();  // what is the same for all cells of this run
};

struct RunnerReport {
  std::size_t ran = 0;
  std::size_t shared = 0;             // of those that ran: got the rows of another one
  std::size_t found = 0;              // were there already
  std::vector<std::string> notes;     // damaged files that were set aside
  std::vector<std::string> failures;  // one line each, with the command that repeats it; said already
  bool interrupted = false;
};

/// Runs those of `cells` that the store does not hold. A cell that throws is a line in `failures` and the others go on;
/// an IoError of the store ends the run at once. What is finished stays.
RunnerReport run_cells(const std::vector<PlannedCell>& cells, const Store& store, const RunOptions& options,
                       const RunnerOptions& runner);

}  // namespace rederive
