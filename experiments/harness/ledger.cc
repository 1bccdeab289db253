#include "experiments/harness/ledger.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "experiments/harness/multiple_testing.h"
#include "reference/core/error.h"

namespace rederive {

// Generated from experiments/claims.tsv by CMake.
extern const char* const kClaimsTsv;

namespace {

constexpr double kAlpha = 0.05;

std::vector<Statement> parse_statements(const std::string& tsv) {
  std::vector<Statement> all;
  for (std::size_t start = tsv.find('\n') + 1; start < tsv.size();) {
    const std::size_t end = tsv.find('\n', start);
    std::vector<std::string> fields(1);
    for (const char c : tsv.substr(start, end - start)) {
      if (c == '\t') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    if (fields.size() != 4) throw Error("claims.tsv: a row has " + std::to_string(fields.size()) + " fields");
    all.push_back({.id = fields[0],
                   .source = fields[0].substr(0, fields[0].find('.')),
                   .section = fields[1],
                   .claim = fields[2],
                   .kind = fields[3]});
    start = end + 1;
  }
  return all;
}

struct Check {
  const AnyExperiment* experiment;
  std::size_t index;  // among the experiment's claims
};

std::map<std::string, Check> checks() {
  std::map<std::string, Check> all;
  for (const AnyExperiment* experiment : experiments()) {
    for (std::size_t i = 0; i < experiment->claims.size(); ++i) {
      if (!all.emplace(experiment->claims[i].id, Check{experiment, i}).second) {
        throw Error(experiment->name + ": the claim " + experiment->claims[i].id + " has a check already");
      }
    }
  }
  return all;
}

std::vector<Finding> judge(const LoadedExperiment& loaded) {
  std::vector<FinishedCell> cells;
  for (std::size_t i = 0; i < loaded.planned.size(); ++i) {
    const PlannedCell& planned = loaded.planned[i];
    cells.push_back({.arms = planned.arms,
                     .settings = planned.key.settings,
                     .seed = planned.key.seed,
                     .rows = loaded.cells[i]->rows});
  }
  return loaded.experiment->judge(cells);
}

// Turns the p values of each family into verdicts.
void decide(std::vector<LedgerRow>& rows, const std::map<std::size_t, Finding>& findings) {
  std::map<std::string, std::vector<std::size_t>> families;
  for (const auto& [row, finding] : findings) {
    if (finding.p_for) families[rows[row].statement.source + "." + rows[row].statement.section].push_back(row);
  }
  for (const auto& [family, members] : families) {
    std::vector<double> for_it;
    std::vector<double> against_it;
    for (const std::size_t row : members) {
      for_it.push_back(std::min(1.0, *findings.at(row).p_for));
      against_it.push_back(std::min(1.0, *findings.at(row).p_against));
    }
    const std::vector<double> holds = holm(for_it);
    const std::vector<double> reversed = holm(against_it);
    for (std::size_t i = 0; i < members.size(); ++i) {
      LedgerRow& row = rows[members[i]];
      row.verdict = holds[i] <= kAlpha      ? Verdict::reproduced
                    : reversed[i] <= kAlpha ? Verdict::not_reproduced
                                            : Verdict::inconclusive;
      row.evidence += fmt::format(" (Holm over {}: {:.2g} for, {:.2g} against)", members.size(), holds[i], reversed[i]);
    }
  }
}

std::string reason_to_skip(const Check& check, const LoadedRun& run) {
  if (run.options.profile == Profile::smoke) return "smoke sizes prove nothing";
  if (check.experiment->claims[check.index].needs_mnist && run.options.data_name != "mnist") return "needs mnist";
  return "";
}

}  // namespace

std::string_view text(Verdict verdict) {
  constexpr std::string_view kWords[] = {"reproduced", "erratum", "not-reproduced", "inconclusive", "skipped"};
  return kWords[static_cast<int>(verdict)];
}

const std::vector<Statement>& statements() {
  static const std::vector<Statement> all = parse_statements(kClaimsTsv);
  return all;
}

std::vector<LedgerRow> ledger(const LoadedRun* run) {
  const std::map<std::string, Check> known = checks();
  std::map<const AnyExperiment*, std::vector<Finding>> judged;
  std::vector<LedgerRow> rows;
  std::map<std::size_t, Finding> findings;
  for (const Statement& statement : statements()) {
    LedgerRow& row = rows.emplace_back();
    row.statement = statement;
    const auto check = known.find(statement.id);
    if (check == known.end()) {
      row.reason = "no check yet";
      continue;
    }
    const AnyExperiment& experiment = *check->second.experiment;
    row.repeat = "rederive run " + experiment.name;
    const LoadedExperiment* loaded = run == nullptr ? nullptr : run->find(experiment.name);
    if (loaded == nullptr) {
      row.reason = "not run";
      continue;
    }
    if (run->options.profile != Profile::standard)
      row.repeat += " --profile " + std::string(text(run->options.profile));
    if (experiment.data == Needs::digits) row.repeat += " --data " + run->options.data_name;
    if (!loaded->complete()) {
      row.reason = "run incomplete";
      continue;
    }
    if (!judged.contains(&experiment)) judged[&experiment] = judge(*loaded);
    const Finding& finding = judged[&experiment][check->second.index];
    row.evidence = finding.evidence;
    row.verdict = finding.decided.value_or(Verdict::inconclusive);
    findings[rows.size() - 1] = finding;
  }
  decide(rows, findings);
  for (const auto& [index, finding] : findings) {
    rows[index].reason = reason_to_skip(known.at(rows[index].statement.id), *run);
    if (!rows[index].reason.empty()) rows[index].verdict = Verdict::skipped;
  }
  return rows;
}

std::string verdict_text(const LedgerRow& row) {
  std::string word(text(row.verdict));
  return row.reason.empty() ? word : word + "(" + row.reason + ")";
}

Json to_json(const LedgerRow& row) {
  return {{"id", row.statement.id},       {"source", row.statement.source}, {"section", row.statement.section},
          {"claim", row.statement.claim}, {"kind", row.statement.kind},     {"verdict", text(row.verdict)},
          {"reason", row.reason},         {"evidence", row.evidence},       {"repeat", row.repeat}};
}

}  // namespace rederive
