// rederive accept: makes a run the baseline, with the reason on record. The only way a baseline changes.
#include <iostream>
#include <unistd.h>

#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/console.h"
#include "experiments/harness/differences.h"
#include "experiments/harness/ledger.h"
#include "experiments/harness/project.h"
#include "experiments/harness/provenance.h"
#include "reference/core/error.h"
#include "reference/kernels/targets.h"

namespace rederive {
namespace {

struct Flags {
  std::string run;
  std::vector<std::string> patterns;
  std::string reason;
  bool review = false;
};

bool confirmed() {
  require_stdout();  // what is to be judged must have been seen
  write_stderr("accept these results? [y/N] ");
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

Json verdicts_of(const LoadedExperiment& loaded, const std::vector<LedgerRow>& rows) {
  Json verdicts = Json::object();
  for (const LedgerRow& row : rows) {
    for (const ClaimSheet& claim : loaded.experiment->claims) {
      if (claim.id == row.statement.id) verdicts[claim.id] = text(row.verdict);
    }
  }
  return verdicts;
}

void require_acceptable(const LoadedRun& run, const LoadedExperiment& loaded) {
  const std::string where = run.folder.string() + ": " + loaded.experiment->name + ": ";
  if (!run.options.variants.empty()) {
    throw UsageError(where + "run with --variant " + run.options.variants +
                     "; a baseline is of the default kernels; run without it, then accept");
  }
  if (!run.options.overrides.empty() || run.options.seeds) {
    throw UsageError(
        where + "run with --set or --seeds; a baseline is of a profile as it stands; run without them, then accept");
  }
  if (!loaded.complete()) throw UsageError(where + "the run is incomplete; run it again to go on, then accept");
}

void accept(const Flags& flags, int& code) {
  if (flags.review && ::isatty(STDIN_FILENO) == 0) {
    throw UsageError("nothing was accepted: --review asks on a terminal; leave it out to accept");
  }
  const LoadedRun run = load_run(run_folder(flags.run));
  const auto chosen = matching(flags.patterns);
  std::vector<const LoadedExperiment*> accepted;
  for (const LoadedExperiment& loaded : run.experiments) {
    if (std::find(chosen.begin(), chosen.end(), loaded.experiment) == chosen.end()) continue;
    require_acceptable(run, loaded);
    accepted.push_back(&loaded);
  }
  if (accepted.empty()) throw UnavailableError(run.folder.string() + ": the run holds none of these experiments");
  if (flags.review) {
    for (const auto& comparison : differences_from_baselines(run, baselines_folder()))
      fmt::print("{}", text(comparison));
    if (!confirmed()) {
      say("nothing was accepted");
      code = 1;
      return;
    }
  }
  const Json machine = provenance({.supported = supported_targets(), .chosen = chosen_target()});
  const std::vector<LedgerRow> rows = ledger(&run);
  for (const LoadedExperiment* loaded : accepted) {
    ResultSet results = results_of(*loaded, run.folder);
    results.verdicts = verdicts_of(*loaded, rows);
    const auto path = baseline_path(baselines_folder(), run.options, *loaded->experiment);
    write_baseline(path, results, {{"reason", flags.reason}, {"date", machine.at("time")}, {"provenance", machine}});
    fmt::print("{}: {} cells accepted\n", path.string(), results.cells.size());
  }
  code = 0;
}

}  // namespace

void add_accept(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("accept", "Make a run's results the stored baseline");
  const auto flags = std::make_shared<Flags>();
  command->add_option("RUN", flags->run, "A run: its folder, or its name below results/runs")->required();
  command->add_option("PATTERN", flags->patterns, "Names or globs (rbm/*)");
  command->add_option("--reason", flags->reason, "Why the results may change; kept in the baseline")
      ->required()
      ->check([](const std::string& text) { return text.empty() ? "must say why" : std::string(); });
  command->add_flag("--review", flags->review, "Show what would change and ask first");
  command->callback([flags, &code] { accept(*flags, code); });
}

}  // namespace rederive
