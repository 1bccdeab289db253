// rederive diff: how a run differs from the stored baselines, or from another run.
#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/console.h"
#include "experiments/harness/differences.h"
#include "experiments/harness/project.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

struct Flags {
  std::string run = "latest";
  std::string baseline;
  bool json = false;
};

std::vector<ExperimentComparison> compare_as_asked(const Flags& flags) {
  const LoadedRun run = load_run(run_folder(flags.run));
  if (flags.baseline.empty()) return differences_from_baselines(run, baselines_folder());
  const std::filesystem::path other = run_folder(flags.baseline);
  if (is_run(other)) return differences_from_run(run, load_run(other));
  if (!std::filesystem::is_directory(other)) {
    throw IoError(other.string() + ": neither a run nor a folder of baselines; `rederive run` makes a run");
  }
  return differences_from_baselines(run, other);  // another folder of baselines
}

}  // namespace

void add_diff(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("diff", "Compare a run with the stored baselines, or with another run");
  const auto flags = std::make_shared<Flags>();
  command->add_option("RUN", flags->run, "A run: its folder, or its name below results/runs (default: latest)");
  command->add_option("BASELINE", flags->baseline, "A folder of baselines or another run (default: results/baselines)");
  command->add_flag("--json", flags->json, "One JSON object instead of text");
  command->callback([flags, &code] {
    const auto comparisons = compare_as_asked(*flags);
    code = exit_code(comparisons);
    if (flags->json) {
      Json all = Json::array();
      for (const auto& comparison : comparisons) all.push_back(to_json(comparison));
      fmt::print("{}\n", dump({{"schema", "rederive.diff/1"}, {"exit_code", code}, {"experiments", all}}, 2));
      return;
    }
    for (const auto& comparison : comparisons) fmt::print("{}", text(comparison));
    if (code == 3) say("nothing could be decided: see the notes on standard output; accept a run, or run more seeds");
    if (code == 4) say("better than the baseline, which is stale; `rederive accept` renews it");
  });
}

}  // namespace rederive
