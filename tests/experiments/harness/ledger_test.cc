#include "experiments/harness/ledger.h"

#include <algorithm>
#include <map>
#include <set>

#include "experiments/harness/runner.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"
#include "tests/experiments/harness/toy_pair.h"

using namespace rederive;

namespace {

LoadedRun finished(const TemporaryFolder& folder, const RunOptions& options,
                   const std::vector<const AnyExperiment*>& chosen = {&toy::experiment()}) {
  open_run(folder.path(), options, chosen);
  for (const AnyExperiment* experiment : chosen) {
    run_cells(plan(*experiment, options), Store(folder.path()), options, {.jobs = 2});
  }
  return load_run(folder.path());
}

LedgerRow row(const std::vector<LedgerRow>& rows, const std::string& id) {
  return *std::find_if(rows.begin(), rows.end(), [&](const LedgerRow& r) { return r.statement.id == id; });
}

}  // namespace

TEST_CASE("the ledger has all 348 statements, each once") {
  CHECK(statements().size() == 348);
  std::set<std::string> ids;
  std::map<std::string, int> sources;
  std::map<std::string, int> kinds;
  for (const Statement& statement : statements()) {
    ids.insert(statement.id);
    ++sources[statement.source];
    ++kinds[statement.kind];
    CHECK_FALSE(statement.claim.empty());
  }
  CHECK(ids.size() == 348);
  CHECK(sources == std::map<std::string, int>{{"000", 116}, {"001", 49}, {"002", 76}, {"003", 44}, {"004", 63}});
  CHECK(kinds == std::map<std::string, int>{{"accuracy", 5},
                                            {"gradient", 110},
                                            {"identity", 118},
                                            {"number", 69},
                                            {"ordering", 32},
                                            {"qualitative", 14}});
}

TEST_CASE("without a run everything is skipped, and says why") {
  const auto rows = ledger(nullptr);
  CHECK(rows.size() == 348);
  CHECK(verdict_text(row(rows, "002.P5b.k5-best")) == "skipped(not run)");
  CHECK(verdict_text(row(rows, "000.S5.1.nine")) == "skipped(no check yet)");
}

TEST_CASE("verdicts follow from the cells") {
  const TemporaryFolder folder;
  RunOptions options = toy::options();
  options.seeds = SeedRange{1, 10};
  const auto run = finished(folder, options);
  const auto rows = ledger(&run);
  // More steps decay more slowly in the toy: the loss rises with steps, so steps = 4 is anything but the lowest.
  CHECK(row(rows, "002.P5b.k1-fastest").verdict == Verdict::reproduced);
  CHECK(row(rows, "002.P5b.k5-best").verdict == Verdict::not_reproduced);
  CHECK(row(rows, "002.P5a.plateau-125").verdict == Verdict::reproduced);
  CHECK_THAT(row(rows, "002.P5b.k1-fastest").evidence, ContainsSubstring("Holm over 2"));
  CHECK(row(rows, "002.P5b.k1-fastest").repeat == "rederive run harness/toy");
}

TEST_CASE("a claim that several experiments state holds where it holds in all") {
  const std::string both = "rederive run harness/toy harness/toy_too";
  RunOptions options = toy::options();
  options.seeds = SeedRange{1, 10};
  const TemporaryFolder one;
  const LoadedRun half = finished(one, options);
  CHECK(verdict_text(row(ledger(&half), "002.P5a.train-faster")) == "skipped(not run)");
  const TemporaryFolder folder;
  const LoadedRun run = finished(folder, options, matching({"harness/toy", "harness/toy_too"}));
  const auto rows = ledger(&run);
  CHECK(row(rows, "002.P5a.train-faster").verdict == Verdict::reproduced);
  CHECK(row(rows, "002.P5a.train-faster").repeat == both);
  CHECK_THAT(row(rows, "002.P5a.train-faster").evidence,
             ContainsSubstring("harness/toy: ") && ContainsSubstring("; harness/toy_too: "));
  // In the second one it is the other way round.
  CHECK(row(rows, "002.P5a.filters").verdict == Verdict::not_reproduced);
}

TEST_CASE("a claim that compares experiments is decided by the cells of all of them") {
  RunOptions options = toy::options();
  options.seeds = SeedRange{1, 10};
  const TemporaryFolder one;
  const LoadedRun half = finished(one, options, matching({"harness/toy_quick"}));
  CHECK(verdict_text(row(ledger(&half), "002.P5d.rbm-best")) == "skipped(not run)");
  CHECK(row(ledger(&half), "002.P5d.rbm-improves").verdict == Verdict::reproduced);
  const TemporaryFolder folder;
  LoadedRun run = finished(folder, options, matching({"harness/toy_quick", "harness/toy_slow"}));
  CHECK(row(ledger(&run), "002.P5d.rbm-best").verdict == Verdict::reproduced);
  CHECK(row(ledger(&run), "002.P5d.rbm-best").repeat == "rederive run harness/toy_quick harness/toy_slow");
  CHECK_THAT(row(ledger(&run), "002.P5d.rbm-best").evidence, ContainsSubstring("n=10"));
  // Its own claim does not see the other's cells, whose losses are above five.
  CHECK(row(ledger(&run), "002.P5d.rbm-improves").verdict == Verdict::reproduced);
  CHECK_THAT(row(ledger(&run), "002.P5d.rbm-improves").evidence, ContainsSubstring("n=10"));
  run.experiments[1].cells[0].reset();
  CHECK(verdict_text(row(ledger(&run), "002.P5d.rbm-best")) == "skipped(run incomplete)");
}

TEST_CASE("a claim is decided with experiments of the same kind, and each once") {
  const auto with = [](const std::vector<std::string_view>& others) {
    using namespace toy_pair;
    return detail::Erased<Params, Row>(
        {.params = parameters(), .columns = columns(), .claims = {{.id = "the.id", .test = {}, .with = others}}},
        "a/b");
  };
  CHECK_NOTHROW(require_companions(with({"harness/toy_quick", "harness/toy_slow"})));
  CHECK_THROWS_WITH(require_companions(with({"harness/nothing"})),
                    "a/b: the claim the.id is decided with harness/nothing, which is no experiment");
  CHECK_THROWS_WITH(require_companions(with({"harness/toy_too"})),
                    "a/b: the claim the.id is decided with harness/toy_too, which has other parameters or columns");
  struct Whole {
    int loss = 0;
  };
  const detail::Erased<toy_pair::Params, Whole> of_whole_numbers(
      {.params = toy_pair::parameters(),
       .columns = {{"loss", &Whole::loss, ""}},
       .claims = {{.id = "the.id", .test = {}, .with = {"harness/toy_slow"}}}},
      "a/b");
  CHECK_THROWS_WITH(require_companions(of_whole_numbers), ContainsSubstring("has other parameters or columns"));
  const detail::Erased<toy_pair::Params, toy_pair::Row> of_another_name(
      {.params = toy_pair::parameters(),
       .columns = {{"gain", &toy_pair::Row::loss, ""}},
       .claims = {{.id = "the.id", .test = {}, .with = {"harness/toy_slow"}}}},
      "a/b");
  CHECK_THROWS_WITH(require_companions(of_another_name), ContainsSubstring("has other parameters or columns"));
  CHECK_THROWS_WITH(require_companions(with({"harness/toy_slow", "harness/toy_slow"})),
                    "a/b: the claim the.id is decided with harness/toy_slow twice");
}

TEST_CASE("smoke proves nothing, and an incomplete run decides nothing") {
  const TemporaryFolder folder;
  RunOptions options = toy::options();
  options.profile = Profile::smoke;
  LoadedRun run = finished(folder, options);
  CHECK(verdict_text(row(ledger(&run), "002.P5b.k1-fastest")) == "skipped(smoke sizes prove nothing)");
  run.experiments[0].cells[0].reset();
  CHECK(verdict_text(row(ledger(&run), "002.P5b.k1-fastest")) == "skipped(run incomplete)");
}
