#include "experiments/harness/verify_bits.h"

#include <algorithm>
#include <charconv>
#include <fnmatch.h>
#include <map>

#include <fmt/format.h>

#include "experiments/harness/plan.h"
#include "reference/core/error.h"
#include "reference/core/parallel.h"
#include "reference/kernels/side_by_side.h"
#include "reference/kernels/targets.h"

namespace rederive {
namespace {

bool matches(const std::string& pattern, const std::string& name) {
  return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> words;
  for (std::size_t start = 0;;) {
    const std::size_t comma = list.find(',', start);
    words.push_back(list.substr(start, comma - start));
    if (comma == std::string::npos) return words;
    start = comma + 1;
  }
}

template <class T>
void require_new(const std::vector<T>& known, const T& value, const std::string& flag) {
  if (std::find(known.begin(), known.end(), value) == known.end()) return;
  throw UsageError(fmt::format("{}: {} is named twice", flag, value));
}

// Fails with the place: whoever reads it wants to go there.
std::string failure(const std::string& item, const Place& place, const std::exception& fault) {
  return fmt::format("{} ({}): {}", item, place.text(), fault.what());
}

void verify_kernel(const VerifyPlan::KernelRows& rows, Place place, VerifyReport& report) {
  try {
    std::vector<std::vector<std::string>> outputs;
    for (const Shape& shape : rows.shapes) outputs.push_back(rows.kernel->outputs(shape));
    for (const std::string& variant : rows.kernel->variants()) {
      if (rows.kernel->rival(variant)) continue;
      place.variant = variant;
      for (const ShapeDigests& digests : side_by_side(*rows.kernel, variant, rows.shapes, place.threads)) {
        const std::string item = rows.kernel->row_name(rows.shapes[digests.shape]);
        // One shape alone shows a fault of one thread; threads may need the others to disturb each other.
        const std::string& pattern = place.threads == 1 ? item : rows.kernel->name();
        const auto& names = outputs[digests.shape];
        for (std::size_t o = 0; o < names.size(); ++o) {
          report.book.add(item, names[o], digests.outputs.at(o), place, pattern);
        }
      }
    }
  } catch (const std::exception& fault) {
    report.failures.push_back(failure(rows.kernel->name(), place, fault));
  }
}

std::vector<PlannedCell> short_run(const VerifyPlan& verify, const Dataset* dataset) {
  std::vector<PlannedCell> cells;
  RunOptions options{.profile = Profile::smoke, .seeds = SeedRange(1, 1)};
  if (dataset != nullptr) {
    options.data_name = dataset->name;
    options.data_digest = dataset->digest;
  }
  for (const AnyExperiment* experiment : verify.experiments) {
    for (PlannedCell& cell : plan(*experiment, options)) cells.push_back(std::move(cell));
  }
  return cells;
}

struct Traced {
  Trace trace;
  std::string failure;
};

void verify_cells(const std::vector<PlannedCell>& cells, const Dataset* dataset, const Place& place,
                  VerifyReport& report) {
  std::vector<Traced> traced(cells.size());
  const auto item = [&](std::size_t i) {
    return fmt::format("{} {} seed {}", cells[i].key.experiment, text(cells[i].key.settings), cells[i].key.seed);
  };
  const auto verify = [&](std::size_t i, Team* team) {
    const CellContext context{.seed = cells[i].key.seed, .dataset = dataset, .trace = &traced[i].trace, .team = team};
    try {
      cells[i].experiment->run(cells[i].key.settings, context);
    } catch (const std::exception& fault) {
      traced[i].failure = failure(item(i), place, fault);
    }
  };
  // As in a run: wide cells one by one with all threads, the others side by side.
  Team team(place.threads);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].experiment->wide) verify(i, &team);
  }
  parallel_for(static_cast<Index>(cells.size()), 1, place.threads, [&](Index first, Index, Index) {
    const auto i = static_cast<std::size_t>(first);
    if (!cells[i].experiment->wide) verify(i, nullptr);
  });
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!traced[i].failure.empty()) {
      report.failures.push_back(traced[i].failure);
      continue;
    }
    const std::string& name = cells[i].key.experiment;
    std::map<std::string, int> seen;  // a name may be traced several times in an epoch
    for (const TracePoint& point : traced[i].trace.points()) {
      std::string part = fmt::format("epoch {}: {}", point.epoch, point.name);
      if (const int times = ++seen[part]; times > 1) part += fmt::format(" ({})", times);
      report.book.add(item(i), part, point.digest, place, name);
    }
    report.book.add(item(i), "length of the trace", std::to_string(traced[i].trace.points().size()), place, name);
  }
}

// Forces targets, and in the end what was chosen before.
class TargetGuard {
 public:
  TargetGuard() = default;
  ~TargetGuard() { force_target(before_); }
  TargetGuard(const TargetGuard&) = delete;
  TargetGuard& operator=(const TargetGuard&) = delete;

 private:
  std::string before_ = chosen_target();
};

}  // namespace

std::size_t VerifyPlan::rows() const {
  std::size_t count = 0;
  for (const KernelRows& some : kernels) count += some.shapes.size();
  return count;
}

VerifyPlan verify_plan(const std::vector<std::string>& patterns) {
  VerifyPlan plan;
  std::vector<bool> used(patterns.size());
  const auto wanted = [&](std::initializer_list<std::string> names) {
    bool any = patterns.empty();
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      for (const std::string& name : names) {
        if (!matches(patterns[p], name)) continue;
        any = true;
        used[p] = true;
      }
    }
    return any;
  };
  std::string known;
  for (const RegisteredKernel* kernel : kernels()) {
    known += (known.empty() ? "" : ", ") + kernel->name();
    std::vector<Shape> shapes;
    for (const Shape& shape : kernel->check_shapes()) {
      if (wanted({kernel->name(), kernel->row_name(shape)})) shapes.push_back(shape);
    }
    if (!shapes.empty()) plan.kernels.push_back({kernel, std::move(shapes)});
  }
  for (const AnyExperiment* experiment : experiments()) {
    known += ", " + experiment->name;
    if (wanted({experiment->name})) plan.experiments.push_back(experiment);
  }
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    if (!used[p])
      throw UsageError(fmt::format("no kernel, row or experiment matches '{}'; known are {}", patterns[p], known));
  }
  return plan;
}

std::vector<std::string> parse_targets(const std::string& list) {
  if (list == "all") return supported_targets();
  const std::vector<std::string> supported = supported_targets();
  std::vector<std::string> targets;
  for (const std::string& word : split(list)) {
    if (std::find(supported.begin(), supported.end(), word) == supported.end()) {
      throw UsageError(fmt::format("--targets {}: no target '{}' on this processor; it supports {}", list, word,
                                   fmt::join(supported, ", ")));
    }
    require_new(targets, word, "--targets " + list);
    targets.push_back(word);
  }
  return targets;
}

std::vector<int> parse_threads(const std::string& list) {
  constexpr int kMost = 64;
  std::vector<int> threads;
  for (const std::string& word : split(list)) {
    int count = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), count);
    if (fault != std::errc{} || end != word.data() + word.size() || count < 1 || count > kMost) {
      throw UsageError(fmt::format("--threads {}: give numbers from 1 to {}, as in 1,2,8", list, kMost));
    }
    require_new(threads, count, "--threads " + list);
    threads.push_back(count);
  }
  return threads;
}

VerifyReport verify_bits(const VerifyPlan& plan, const VerifyOptions& options) {
  VerifyReport report;
  const TargetGuard guard;
  const std::vector<PlannedCell> cells = short_run(plan, options.dataset);
  for (const std::string& target : options.targets) {
    force_target(target);
    for (const int threads : options.threads) {
      const Place place{.target = target, .threads = threads, .variant = {}};
      if (options.say) {
        options.say(fmt::format("{}: {} rows of kernels, {} cells", place.text(), plan.rows(), cells.size()));
      }
      for (const VerifyPlan::KernelRows& rows : plan.kernels) verify_kernel(rows, place, report);
      verify_cells(cells, options.dataset, place, report);
    }
  }
  return report;
}

}  // namespace rederive
