// rederive claims: the ledger, and whether its verdicts are the accepted ones.
#include <map>
#include <optional>

#include <fmt/format.h>

#include "experiments/harness/baseline.h"
#include "experiments/harness/commands/commands.h"
#include "experiments/harness/errata.h"
#include "experiments/harness/ledger.h"
#include "experiments/harness/project.h"
#include "reference/core/error.h"

namespace rederive {
namespace {

struct Flags {
  std::string run;
  std::string source;
  std::string verdict;
  bool errata = false;
  bool json = false;
};

std::optional<LoadedRun> run_for(const Flags& flags) {
  if (!flags.run.empty()) return load_run(run_folder(flags.run));
  if (is_run(runs_folder() / "latest")) return load_run(runs_folder() / "latest");
  return std::nullopt;
}

// The verdicts that were accepted with the baselines of this run's data and profile, and of what needs no run.
std::map<std::string, std::string> accepted_verdicts(const LoadedRun* run) {
  std::map<std::string, std::string> verdicts;
  for (const AnyExperiment* experiment : experiments()) {
    if (!experiment->immediate && (run == nullptr || run->find(experiment->name) == nullptr)) continue;
    const RunOptions options = run == nullptr ? RunOptions{} : run->options;
    const auto baseline = read_baseline(baseline_path(baselines_folder(), options, *experiment));
    if (!baseline) continue;
    for (const auto& [id, verdict] : baseline->verdicts.items()) verdicts[id] = verdict.get<std::string>();
  }
  return verdicts;
}

bool wanted(const LedgerRow& row, const Flags& flags) {
  return (flags.source.empty() || row.statement.source == flags.source) &&
         (flags.verdict.empty() || flags.verdict == text(row.verdict));
}

}  // namespace

void add_claims(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("claims", "Every claim of the documents with its verdict and evidence");
  const auto flags = std::make_shared<Flags>();
  command->add_option("RUN", flags->run, "A run: its folder, or its name below results/runs (default: latest)");
  auto* of_source = command->add_option("--source", flags->source, "Only the claims of this document")
                        ->check(CLI::IsMember({"000", "001", "002", "003", "004"}));
  std::vector<std::string> words;
  for (const Verdict verdict : kVerdicts) words.emplace_back(text(verdict));
  auto* of_verdict = command->add_option("--verdict", flags->verdict, "Only the claims with this verdict")
                         ->check(CLI::IsMember(words));
  auto* json = command->add_flag("--json", flags->json, "One JSON object instead of text");
  command->add_flag("--errata", flags->errata, "The errata as a page of Markdown: printed, right, counter-example")
      ->excludes(json)
      ->excludes(of_source)
      ->excludes(of_verdict);
  command->callback([flags, &code] {
    const std::optional<LoadedRun> run = run_for(*flags);
    const std::vector<LedgerRow> all = ledger(run ? &*run : nullptr);
    if (flags->errata) {
      fmt::print("{}", errata_page(all));
      return;
    }
    const std::map<std::string, std::string> accepted = accepted_verdicts(run ? &*run : nullptr);
    Json rows = Json::array();
    std::map<Verdict, int> counts;
    code = 0;
    for (const LedgerRow& row : all) {
      if (!wanted(row, *flags)) continue;
      ++counts[row.verdict];
      const auto before = accepted.find(row.statement.id);
      const bool changed = before != accepted.end() && before->second != text(row.verdict);
      if (changed) code = 1;
      if (flags->json) {
        rows.push_back(to_json(row));
        if (before != accepted.end()) rows.back()["accepted"] = before->second;
        continue;
      }
      fmt::print("{:<34} {:<24} {}\n", row.statement.id, verdict_text(row), row.statement.claim);
      if (!row.evidence.empty()) fmt::print("    {}\n", row.evidence);
      if (changed) fmt::print("    the accepted verdict is {}; repeat: {}\n", before->second, row.repeat);
    }
    if (flags->json) {
      Json totals = Json::object();
      for (const Verdict verdict : kVerdicts) totals[std::string(text(verdict))] = counts[verdict];
      fmt::print("{}\n", dump({{"schema", "rederive.claims/1"},
                               {"run", run ? Json(run->folder.string()) : Json(nullptr)},
                               {"counts", totals},
                               {"claims", rows}},
                              2));
      return;
    }
    std::string line;
    for (const auto& [verdict, count] : counts) {
      line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, text(verdict));
    }
    fmt::print("{}\n", line.empty() ? "no claim is of that kind" : line);
  });
}

}  // namespace rederive
