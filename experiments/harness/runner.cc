#include "experiments/harness/runner.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>

#include "experiments/harness/progress.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

// Cells of different experiments that are one computation: the first one runs, its rows and pictures are everybody's.
using Twins = std::vector<PlannedCell>;

std::vector<Twins> twins(const std::vector<PlannedCell>& cells) {
  std::map<std::tuple<Computation, Settings, std::uint64_t, std::string, std::vector<std::string>>, std::size_t> known;
  std::vector<Twins> all;
  for (const PlannedCell& cell : cells) {
    if (cell.experiment->computation == nullptr) {
      all.push_back({cell});
      continue;
    }
    std::vector<std::string> columns;  // one computation may record what another experiment leaves out
    for (const ColumnSheet& column : cell.experiment->columns) columns.push_back(column.name);
    const auto [place, first] = known.try_emplace(
        {cell.experiment->computation, cell.key.settings, cell.key.seed, cell.key.data, std::move(columns)},
        all.size());
    if (first) all.emplace_back();
    all[place->second].push_back(cell);
  }
  return all;
}

// Everything that the worker threads share.
class Crew {
 public:
  Crew(std::vector<Twins> cells, const Store& store, const RunOptions& options, const RunnerOptions& runner,
       RunnerReport& report, Progress& progress)
      : cells_(std::move(cells)),
        store_(store),
        options_(options),
        runner_(runner),
        report_(report),
        progress_(progress) {}

  /// The cells from `next` to `end`, each with the team's threads, if there is one.
  void work(std::atomic<std::size_t>& next, std::size_t end, Team* team) {
    for (std::size_t i = next++; i < end && !stopped(); i = next++) {
      try {
        run(i, team);
      } catch (const Interrupted&) {
        const std::lock_guard lock(mutex_);
        report_.interrupted = true;
        return;
      } catch (const IoError&) {
        const std::lock_guard lock(mutex_);
        if (!fault_) fault_ = std::current_exception();
        halted_ = true;
        return;
      } catch (const std::exception& fault) {
        for (const PlannedCell& cell : cells_[i]) fail(cell, fault.what());
        progress_.finished(i);
      }
    }
    if (runner_.stop != nullptr && runner_.stop->load()) {
      const std::lock_guard lock(mutex_);
      report_.interrupted = true;
    }
  }

  void rethrow() const {
    if (fault_) std::rethrow_exception(fault_);
  }

 private:
  bool stopped() const { return halted_ || (runner_.stop != nullptr && runner_.stop->load()); }

  void fail(const PlannedCell& cell, const std::string& fault) {
    const std::string line = cell.key.experiment + " " + text(cell.key.settings) + " seed " +
                             std::to_string(cell.key.seed) + ": " + fault +
                             "; repeat: " + repeat_command(cell, options_);
    progress_.note(line);  // at once: whoever watches may want to stop
    const std::lock_guard lock(mutex_);
    report_.failures.push_back(line);
  }

  void run(std::size_t i, Team* team) {
    const PlannedCell& cell = cells_[i].front();
    progress_.started(i, cell.key.experiment, cell.seconds);
    // An IoError in another thread ends this one at its next epoch, too: nothing more can be stored.
    CellContext context{
        .seed = cell.key.seed, .dataset = runner_.dataset, .stop = runner_.stop, .progress = [&](double fraction) {
          if (halted_) throw Interrupted();
          progress_.advanced(i, fraction);
        }};
    context.team = team;
    if (cell.experiment->wide) {
      std::string note;
      context.begun = store_.checkpoint(cell.key, cell.experiment->columns, note);
      if (!note.empty()) progress_.note(note);
      context.keep = [&](const Checkpoint& checkpoint) { store_.keep(cell.key, checkpoint); };
    }
    const auto start = std::chrono::steady_clock::now();
    const CellResult result = cell.experiment->run(cell.key.settings, context);
    Json provenance = runner_.provenance;
    provenance["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    store_.save(cell.key, cell.experiment->columns, result, provenance);
    provenance["seconds"] = 0;
    provenance["ran_as"] = cell.key.experiment;
    for (std::size_t twin = 1; twin < cells_[i].size(); ++twin) {
      const PlannedCell& other = cells_[i][twin];
      store_.save(other.key, other.experiment->columns, result, provenance);
    }
    progress_.finished(i);
    const std::lock_guard lock(mutex_);
    report_.ran += cells_[i].size();
    report_.shared += cells_[i].size() - 1;
  }

  const std::vector<Twins> cells_;
  const Store& store_;
  const RunOptions& options_;
  const RunnerOptions& runner_;
  RunnerReport& report_;
  Progress& progress_;
  std::atomic<bool> halted_{false};
  std::mutex mutex_;
  std::exception_ptr fault_;
};

}  // namespace

RunnerReport run_cells(const std::vector<PlannedCell>& cells, const Store& store, const RunOptions& options,
                       const RunnerOptions& runner) {
  RunnerReport report;
  std::vector<PlannedCell> missing;
  for (const PlannedCell& cell : cells) {
    std::string note;
    if (store.load_or_set_aside(cell.key, cell.experiment->columns, note)) {
      ++report.found;
    } else {
      missing.push_back(cell);
    }
    if (!note.empty()) report.notes.push_back(note);
  }
  if (missing.empty()) return report;
  std::vector<Twins> once = twins(missing);
  std::stable_sort(once.begin(), once.end(), [](const Twins& a, const Twins& b) {
    return std::pair(a[0].experiment->wide, a[0].seconds) > std::pair(b[0].experiment->wide, b[0].seconds);
  });
  const auto wide = static_cast<std::size_t>(std::count_if(
      once.begin(), once.end(), [](const Twins& cells_of_one) { return cells_of_one[0].experiment->wide; }));
  double cost = 0;
  for (const Twins& cells_of_one : once) cost += cells_of_one[0].seconds;

  const std::size_t count = once.size();
  Progress progress(count, cost);
  Crew crew(std::move(once), store, options, runner, report, progress);
  std::atomic<std::size_t> next = 0;
  if (wide > 0) {
    Team team(runner.jobs);
    crew.work(next, wide, &team);
  }
  next = wide;
  {
    std::vector<std::jthread> helpers;
    const int jobs = static_cast<int>(std::min(static_cast<std::size_t>(runner.jobs), count - wide));
    for (int job = 1; job < jobs; ++job) helpers.emplace_back([&] { crew.work(next, count, nullptr); });
    crew.work(next, count, nullptr);
  }
  crew.rethrow();
  return report;
}

}  // namespace rederive
