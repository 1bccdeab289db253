// Every check of a formula gives the verdict that was accepted for it. A mistake in one of them, or in a kernel that it
// is held against, changes a verdict.
#include <fstream>
#include <map>
#include <set>

#include "experiments/harness/baseline.h"
#include "experiments/harness/ledger.h"
#include "tests/catch.h"

using namespace rederive;

TEST_CASE("the verdicts of all formulas are the accepted ones") {
  std::map<std::string, std::string> verdicts;
  for (const LedgerRow& row : ledger(nullptr)) verdicts[row.statement.id] = verdict_text(row);
  std::size_t formulas = 0;
  for (const AnyExperiment* experiment : experiments()) {
    if (!experiment->immediate) continue;
    const auto baseline = read_baseline(baseline_path(REDERIVE_BASELINES, {}, *experiment));
    INFO(experiment->name);
    REQUIRE(baseline);
    CHECK(baseline->verdicts.size() == experiment->claims.size());
    formulas += baseline->verdicts.size();
    for (const auto& [id, verdict] : baseline->verdicts.items()) {
      INFO(id);
      CHECK(verdicts[id] == verdict.get<std::string>());
    }
  }
  CHECK(formulas > 0);
}

// The list names the statements that nothing checks yet: a check that goes missing, or one that comes, must change it.
TEST_CASE("every statement has a check, but for the list of those that have none yet") {
  std::set<std::string> unchecked;
  for (const Statement& statement : statements()) unchecked.insert(statement.id);
  for (const AnyExperiment* experiment : experiments()) {
    for (const ClaimSheet& claim : experiment->claims) {
      unchecked.erase(claim.id);
      CHECK(std::count_if(statements().begin(), statements().end(),
                          [&](const Statement& s) { return s.id == claim.id; }) == 1);
    }
  }
  std::set<std::string> listed;
  std::ifstream list(REDERIVE_UNCHECKED);
  REQUIRE(list);
  for (std::string id; std::getline(list, id);) listed.insert(id);
  CHECK(unchecked == listed);
}
