// The ledger: every claim of the five documents, with the verdict that this run gives it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/harness/finding.h"
#include "experiments/harness/run.h"

namespace rederive {

/// A row of experiments/claims.tsv: what a document states, in our own words.
struct Statement {
  std::string id;       // "002.P5b.k5-best"
  std::string source;   // "002"
  std::string section;  // "P5b"
  std::string claim;
  std::string kind;  // identity, gradient, number, ordering, accuracy, qualitative
};
const std::vector<Statement>& statements();

struct LedgerRow {
  Statement statement;
  Verdict verdict = Verdict::skipped;
  std::string reason;    // why skipped: "not run", "needs mnist", "no check yet", ...
  std::string evidence;  // one line of numbers
  std::optional<Erratum> erratum = {};
  std::string repeat;  // the command that computes this row again
};

/// All statements in the order of the file. A claim whose experiment is not in `run` (or with no run) is computed at
/// once where the experiment is immediate, and otherwise skipped(not run). A claim that several experiments state holds
/// where it holds in all. Orderings are decided by family (a section of a document): Holm's adjustment, level .05, once
/// for and once against.
std::vector<LedgerRow> ledger(const LoadedRun* run);

/// Throws Error, naming the experiment, the claim and the other one, where a claim is decided with an experiment that
/// is not there, has parameters or columns of other names or types, or is given twice (its own cells are given anyway).
/// The ledger asks this of all experiments first.
void require_companions(const AnyExperiment& experiment);

/// "skipped(needs mnist)", "reproduced"
std::string verdict_text(const LedgerRow& row);
Json to_json(const LedgerRow& row);

}  // namespace rederive
