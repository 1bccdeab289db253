// rederive run: run what is missing, then say what came out.
#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/commands/data_options.h"
#include "experiments/harness/console.h"
#include "experiments/harness/differences.h"
#include "experiments/harness/project.h"
#include "experiments/harness/provenance.h"
#include "experiments/harness/runner.h"
#include "experiments/harness/summary.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/data/dataset.h"
#include "reference/kernels/registry.h"
#include "reference/kernels/targets.h"

namespace rederive {
namespace {

struct Flags {
  std::vector<std::string> patterns;
  std::string profile = "standard";
  std::vector<std::string> sets;
  std::string seeds;
  std::string data;
  std::vector<std::string> variants;
  std::string target;
  std::string out;
  int jobs = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  bool offline = false;
  bool json = false;
};

// Set by Ctrl-C. A second Ctrl-C ends the program at once: results are whole at any moment.
std::atomic<bool> stop_asked{false};

void on_signal(int number) {
  stop_asked = true;
  std::signal(number, SIG_DFL);
}

// The chosen kernels as the runs' and cells' identity: "gemm=openblas", sorted; empty for the defaults.
std::string select_variants(std::vector<std::string> choices) {
  std::sort(choices.begin(), choices.end());
  std::string joined;
  std::set<std::string> chosen;
  for (const std::string& choice : choices) {
    const std::size_t equals = choice.find('=');
    if (equals == std::string::npos) throw UsageError("--variant " + choice + ": write KERNEL=VARIANT");
    const std::string kernel = choice.substr(0, equals);
    if (!chosen.insert(kernel).second) {
      throw UsageError(fmt::format("--variant {}: a variant of {} is chosen already; name one", choice, kernel));
    }
    const std::string before(selected(kernel));
    select(kernel, choice.substr(equals + 1));
    if (selected(kernel) != before) joined += (joined.empty() ? "" : ",") + choice;
  }
  return joined;
}

bool need_digits(const std::vector<const AnyExperiment*>& chosen) {
  return std::any_of(chosen.begin(), chosen.end(), [](const AnyExperiment* e) { return e->data == Needs::digits; });
}

Json machine_of(const Flags& flags, const Dataset& dataset) {
  Json machine = provenance({.supported = supported_targets(), .chosen = chosen_target()});
  machine["jobs"] = flags.jobs;
  machine["data"] = {{"name", dataset.name}, {"digest", dataset.digest}, {"origin", dataset.origin}};
  return machine;
}

void print_json(const LoadedRun& run, const RunnerReport& report, const std::vector<LedgerRow>& rows, int code) {
  Json claims = Json::array();
  for (const LedgerRow& row : rows) {
    if (row.reason != "no check yet" && row.reason != "not run") claims.push_back(to_json(row));
  }
  fmt::print("{}\n", dump({{"schema", "rederive.run/1"},
                           {"run", run.folder.string()},
                           {"options", run.options.json()},
                           {"cells",
                            {{"ran", report.ran},
                             {"shared", report.shared},
                             {"found", report.found},
                             {"failed", report.failures.size()}}},
                           {"digest", run.digest()},
                           {"claims", claims},
                           {"exit_code", code}},
                          2));
}

int run(const Flags& flags, const std::string& command_line) {
  const auto chosen = matching(flags.patterns);
  RunOptions options{.profile = parse_profile(flags.profile), .overrides = parse_overrides(flags.sets, chosen)};
  if (!flags.seeds.empty()) options.seeds = parse_seeds(flags.seeds);
  for (const AnyExperiment* experiment : chosen) plan(*experiment, options);  // refuses values before any work
  force_target(flags.target);
  options.variants = select_variants(flags.variants);

  // A folder that cannot be written to is found now, not after the data were fetched.
  require_writable(flags.out.empty() ? runs_folder() : std::filesystem::path(flags.out));
  Dataset dataset{.name = "none", .digest = "none"};
  if (need_digits(chosen)) dataset = dataset_for_command(flags.data, flags.offline, stop_asked);
  options.data_name = dataset.name;
  options.data_digest = dataset.digest;

  const std::filesystem::path folder =
      flags.out.empty() ? runs_folder() / default_run_name(options) : std::filesystem::path(flags.out);
  // A damaged baseline is found now, not after ten minutes of work.
  for (const AnyExperiment* e : chosen) read_baseline(baseline_path(baselines_folder(), options, *e));
  const Store store(folder);
  const Store::Lock lock = store.lock();
  open_run(folder, options, chosen);
  std::vector<PlannedCell> cells;
  for (const AnyExperiment* experiment : chosen) {
    const auto planned = plan(*experiment, options);
    cells.insert(cells.end(), planned.begin(), planned.end());
  }
  const RunnerReport report = run_cells(
      cells, store, options,
      {.jobs = flags.jobs, .dataset = &dataset, .stop = &stop_asked, .provenance = machine_of(flags, dataset)});
  for (const std::string& note : report.notes) say(note);
  if (report.interrupted) {
    say(fmt::format("interrupted; {} of {} cells are kept in {}; go on with: {}", report.ran + report.found,
                    cells.size(), folder.string(), command_line));
    return 130;
  }
  link_latest(folder);
  const LoadedRun loaded = load_run(folder);
  const int code = report.failures.empty() ? 0 : 1;
  const std::vector<LedgerRow> rows = ledger(&loaded);
  const std::string page = summary(loaded, rows, differences_from_baselines(loaded, baselines_folder()));
  write_report(loaded, page);
  if (flags.json) {
    print_json(loaded, report, rows, code);
  } else {
    fmt::print("{}", page);
  }
  return code;
}

// The user's own words again, quoted where a shell would change them.
std::string command_line() {
  std::string line = "rederive";
  std::string words = read_text("/proc/self/cmdline");
  words.erase(0, words.find('\0') + 1);
  for (std::size_t start = 0; start < words.size();) {
    const std::string word = words.substr(start, words.find('\0', start) - start);
    line += " " + shell_word(word);
    start += word.size() + 1;
  }
  return line;
}

}  // namespace

void add_run(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("run", "Run experiments; what a run holds already is not run again");
  const auto flags = std::make_shared<Flags>();
  command->add_option("PATTERN", flags->patterns, "Names or globs (rbm/*); all experiments without one");
  command->add_option("--profile", flags->profile, "smoke, standard (the documents' sizes) or full (all seeds)");
  command->add_option("--set", flags->sets, "NAME=V[,V...]: values of a parameter in the place of its sweep or default")
      ->allow_extra_args(false);
  command->add_option("--seeds", flags->seeds, "A count N or a range A..B");
  command->add_option("--data", flags->data, "mnist, synthetic, or a folder with the MNIST files");
  command->add_option("--jobs", flags->jobs, "Cells at a time, and threads of a cell that runs alone")
      ->check(CLI::Range(1, 1024));
  command->add_option("--out", flags->out, "The run's folder (default: results/runs/<profile>-<data set>)");
  command->add_option("--variant", flags->variants, "KERNEL=VARIANT, say gemm=openblas: rivals, never bit-comparable")
      ->allow_extra_args(false);
  command->add_option("--target", flags->target, "Instruction set of the kernels (default: the best)");
  command->add_flag("--offline", flags->offline, "Never touch the network");
  command->add_flag("--json", flags->json, "One JSON object instead of text");
  command->callback([flags, &code] {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    const std::string again = command_line();
    try {
      code = run(*flags, again);
    } catch (const Interrupted&) {  // while data were fetched
      say("interrupted before any cell ran; go on with: " + again);
      code = 130;
    }
  });
}

}  // namespace rederive
