// rederive claims: the ledger, and whether its verdicts are the accepted ones.
#include <algorithm>
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

// How many rows have which verdict, by what `group` says of a row's statement.
using Counts = std::map<std::string, std::map<Verdict, int>>;

Counts counted(const std::vector<LedgerRow>& rows, std::string Statement::*group) {
  Counts counts;
  for (const LedgerRow& row : rows) ++counts[row.statement.*group][row.verdict];
  return counts;
}

std::string table(std::string_view heading, const Counts& counts) {
  std::string lines = fmt::format("\n{:<12}", heading);
  for (const Verdict verdict : kVerdicts) lines += fmt::format("{:>16}", text(verdict));
  for (const auto& [group, by_verdict] : counts) {
    lines += fmt::format("\n{:<12}", group);
    for (const Verdict verdict : kVerdicts) {
      const auto found = by_verdict.find(verdict);
      lines += fmt::format("{:>16}", found == by_verdict.end() ? 0 : found->second);
    }
  }
  return lines + "\n";
}

Json to_json(const Counts& counts) {
  Json json = Json::object();
  for (const auto& [group, by_verdict] : counts) {
    for (const auto& [verdict, count] : by_verdict) json[group][std::string(text(verdict))] = count;
  }
  return json;
}

bool wanted(const LedgerRow& row, const Flags& flags) {
  return (flags.source.empty() || row.statement.source == flags.source) &&
         (flags.verdict.empty() || flags.verdict == text(row.verdict));
}

std::vector<LedgerRow> wanted_rows(std::vector<LedgerRow> rows, const Flags& flags) {
  std::erase_if(rows, [&](const LedgerRow& row) { return !wanted(row, flags); });
  return rows;
}

using Accepted = std::map<std::string, std::string>;

// The accepted verdict, where it is another one.
const std::string* changed_from(const LedgerRow& row, const Accepted& accepted) {
  const auto before = accepted.find(row.statement.id);
  return before != accepted.end() && before->second != text(row.verdict) ? &before->second : nullptr;
}

void print_text(const std::vector<LedgerRow>& rows, const Accepted& accepted) {
  std::map<Verdict, int> totals;
  for (const LedgerRow& row : rows) {
    ++totals[row.verdict];
    fmt::print("{:<34} {:<24} {}\n", row.statement.id, verdict_text(row), row.statement.claim);
    fmt::print("    document {}, {}; {}{}\n", row.statement.source, row.statement.section, row.statement.kind,
               row.repeat.empty() ? "" : "; repeat: " + row.repeat);
    if (!row.evidence.empty()) fmt::print("    {}\n", row.evidence);
    if (const std::string* before = changed_from(row, accepted)) {
      fmt::print("    the accepted verdict is {}; repeat: {}\n", *before, row.repeat);
    }
  }
  if (rows.empty()) {
    fmt::print("no claim is of that kind\n");
    return;
  }
  fmt::print("{}{}\n", table("document", counted(rows, &Statement::source)),
             table("kind", counted(rows, &Statement::kind)));
  std::string line;
  for (const auto& [verdict, count] : totals) {
    line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, text(verdict));
  }
  fmt::print("{}\n", line);
}

void print_json(const std::vector<LedgerRow>& rows, const Accepted& accepted, const LoadedRun* run) {
  Json claims = Json::array();
  Json totals = Json::object();
  for (const Verdict verdict : kVerdicts) totals[std::string(text(verdict))] = 0;
  for (const LedgerRow& row : rows) {
    Json& count = totals[std::string(text(row.verdict))];
    count = count.get<int>() + 1;
    claims.push_back(to_json(row));
    const auto before = accepted.find(row.statement.id);
    if (before != accepted.end()) claims.back()["accepted"] = before->second;
  }
  fmt::print("{}\n", dump({{"schema", "rederive.claims/1"},
                           {"run", run == nullptr ? Json(nullptr) : Json(run->folder.string())},
                           {"counts", totals},
                           {"by_source", to_json(counted(rows, &Statement::source))},
                           {"by_kind", to_json(counted(rows, &Statement::kind))},
                           {"claims", claims}},
                          2));
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
    const std::optional<LoadedRun> loaded = run_for(*flags);
    const LoadedRun* run = loaded ? &*loaded : nullptr;
    const std::vector<LedgerRow> rows = wanted_rows(ledger(run), *flags);
    if (flags->errata) {
      fmt::print("{}", errata_page(rows));
      return;
    }
    const Accepted accepted = accepted_verdicts(run);
    const bool changed = std::any_of(rows.begin(), rows.end(),
                                     [&](const LedgerRow& row) { return changed_from(row, accepted) != nullptr; });
    code = changed ? 1 : 0;
    if (flags->json) {
      print_json(rows, accepted, run);
    } else {
      print_text(rows, accepted);
    }
  });
}

}  // namespace rederive
