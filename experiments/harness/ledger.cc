#include "experiments/harness/ledger.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "experiments/harness/claim_tests.h"
#include "experiments/harness/multiple_testing.h"
#include "reference/core/error.h"

namespace rederive {

// Generated from experiments/claims.tsv by CMake.
extern const char* const kClaimsTsv;

namespace {

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

const AnyExperiment* find_experiment(const std::string& name) {
  for (const AnyExperiment* experiment : experiments()) {
    if (experiment->name == name) return experiment;
  }
  return nullptr;
}

template <class Sheet>
bool alike(const std::vector<Sheet>& a, const std::vector<Sheet>& b, Value Sheet::*like) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const Sheet& x, const Sheet& y) {
    return x.name == y.name && (x.*like).index() == (y.*like).index();
  });
}

// A claim about several models may be stated by several experiments; it holds when it holds in all of them.
std::map<std::string, std::vector<Check>> checks() {
  std::map<std::string, std::vector<Check>> all;
  for (const AnyExperiment* experiment : experiments()) {
    require_companions(*experiment);
    for (std::size_t i = 0; i < experiment->claims.size(); ++i) {
      std::vector<Check>& of_claim = all[experiment->claims[i].id];
      if (!of_claim.empty() && of_claim.back().experiment == experiment) {
        throw Error(experiment->name + ": the claim " + experiment->claims[i].id + " has a check already");
      }
      of_claim.push_back({experiment, i});
    }
  }
  return all;
}

FinishedCell finished(const PlannedCell& planned, std::vector<std::vector<Value>> rows) {
  return {.experiment = planned.key.experiment,
          .arms = planned.arms,
          .settings = planned.key.settings,
          .seed = planned.key.seed,
          .rows = std::move(rows)};
}

// Of the others, which some of its claims are decided with, those that are there whole.
std::vector<Finding> judge(const LoadedExperiment& loaded, const LoadedRun& run) {
  std::set<std::string> names{loaded.experiment->name};
  for (const ClaimSheet& claim : loaded.experiment->claims) names.insert(claim.with.begin(), claim.with.end());
  std::vector<FinishedCell> cells;
  for (const std::string& name : names) {
    const LoadedExperiment* one = run.find(name);
    if (one == nullptr || !one->complete()) continue;
    for (std::size_t i = 0; i < one->planned.size(); ++i) {
      cells.push_back(finished(one->planned[i], one->cells[i]->rows));
    }
  }
  return loaded.experiment->judge(cells);
}

std::vector<Finding> judge_at_once(const AnyExperiment& experiment) {
  std::vector<FinishedCell> cells;
  for (const PlannedCell& planned : plan(experiment, {})) {
    cells.push_back(finished(planned, experiment.run(planned.key.settings, {.seed = planned.key.seed}).rows));
  }
  return experiment.judge(cells);
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

// The experiments whose cells a check reads.
std::vector<std::string> deciding(const Check& check) {
  std::vector<std::string> names{check.experiment->name};
  const std::vector<std::string>& with = check.experiment->claims[check.index].with;
  names.insert(names.end(), with.begin(), with.end());
  return names;
}

// Why nothing can be said from what was run, or "".
std::string reason_not_to_judge(const std::vector<Check>& of_claim, const LoadedRun* run) {
  for (const Check& check : of_claim) {
    for (const std::string& name : deciding(check)) {
      const LoadedExperiment* loaded = run == nullptr ? nullptr : run->find(name);
      if (loaded == nullptr && check.experiment->immediate) continue;
      if (loaded == nullptr) return "not run";
      if (!loaded->complete()) return "run incomplete";
    }
  }
  return "";
}

std::string reason_to_skip(const std::vector<Check>& of_claim, const LoadedRun* run) {
  for (const Check& check : of_claim) {
    if (check.experiment->immediate) continue;
    if (run->options.profile == Profile::smoke) return "smoke sizes prove nothing";
    if (check.experiment->claims[check.index].needs_mnist && run->options.data_name != "mnist") return "needs mnist";
  }
  return "";
}

std::string repeat(const std::vector<Check>& of_claim, const LoadedRun* run) {
  std::string command = "rederive run";
  bool digits = false;
  bool immediate = true;
  for (const Check& check : of_claim) {
    for (const std::string& name : deciding(check)) command += " " + name;
    immediate &= check.experiment->immediate;
    digits |= check.experiment->data == Needs::digits;
  }
  if (run == nullptr) return command;
  if (run->options.profile != Profile::standard && !immediate)
    command += " --profile " + std::string(text(run->options.profile));
  if (digits) command += " --data " + run->options.data_name;
  return command;
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
  const std::map<std::string, std::vector<Check>> known = checks();
  std::map<const AnyExperiment*, std::vector<Finding>> judged;
  const auto finding_of = [&](const Check& check) {
    if (!judged.contains(check.experiment)) {
      const LoadedExperiment* loaded = run == nullptr ? nullptr : run->find(check.experiment->name);
      judged[check.experiment] = loaded == nullptr ? judge_at_once(*check.experiment) : judge(*loaded, *run);
    }
    return judged[check.experiment][check.index];
  };
  std::vector<LedgerRow> rows;
  std::map<std::size_t, Finding> findings;
  for (const Statement& statement : statements()) {
    LedgerRow& row = rows.emplace_back();
    row.statement = statement;
    const auto of_claim = known.find(statement.id);
    if (of_claim == known.end()) {
      row.reason = "no check yet";
      continue;
    }
    row.repeat = repeat(of_claim->second, run);
    row.reason = reason_not_to_judge(of_claim->second, run);
    if (!row.reason.empty()) continue;
    Finding finding = finding_of(of_claim->second.front());
    if (of_claim->second.size() > 1) {
      std::vector<Finding> parts;
      for (const Check& check : of_claim->second) {
        parts.push_back(finding_of(check));
        parts.back().evidence = check.experiment->name + ": " + parts.back().evidence;
      }
      finding = all_hold(parts);
    }
    row.evidence = finding.evidence;
    row.verdict = finding.decided.value_or(Verdict::inconclusive);
    row.erratum = finding.erratum;
    findings[rows.size() - 1] = finding;
  }
  decide(rows, findings);
  for (const auto& [index, finding] : findings) {
    rows[index].reason = reason_to_skip(known.at(rows[index].statement.id), run);
    if (!rows[index].reason.empty()) rows[index].verdict = Verdict::skipped;
  }
  return rows;
}

// Cells of the others are read as the experiment's own are.
void require_companions(const AnyExperiment& experiment) {
  for (const ClaimSheet& claim : experiment.claims) {
    std::set<std::string> given{experiment.name};
    for (const std::string& other : claim.with) {
      const std::string what = experiment.name + ": the claim " + claim.id + " is decided with " + other;
      const AnyExperiment* found = find_experiment(other);
      if (found == nullptr) throw Error(what + ", which is no experiment");
      if (!given.insert(other).second) throw Error(what + " twice");
      if (!alike(experiment.parameters, found->parameters, &ParameterSheet::standard) ||
          !alike(experiment.columns, found->columns, &ColumnSheet::like)) {
        throw Error(what + ", which has other parameters or columns");
      }
    }
  }
}

std::string verdict_text(const LedgerRow& row) {
  std::string word(text(row.verdict));
  return row.reason.empty() ? word : word + "(" + row.reason + ")";
}

Json to_json(const LedgerRow& row) {
  Json json = {{"id", row.statement.id},       {"source", row.statement.source}, {"section", row.statement.section},
               {"claim", row.statement.claim}, {"kind", row.statement.kind},     {"verdict", text(row.verdict)},
               {"reason", row.reason},         {"evidence", row.evidence},       {"repeat", row.repeat}};
  if (row.erratum) {
    json["erratum"] = {{"printed", row.erratum->printed},
                       {"correction", row.erratum->correction},
                       {"counter_example", row.erratum->counter_example},
                       {"corrected_evidence", row.erratum->corrected_evidence}};
  }
  return json;
}

}  // namespace rederive
