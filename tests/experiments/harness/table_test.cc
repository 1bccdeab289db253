#include "experiments/harness/table.h"

#include <cmath>

#include "experiments/harness/runner.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;

namespace {

const Table kTable{.title = "a/b",
                   .columns = {"k", "loss [nats]", "word"},
                   .rows = {{std::int64_t{1}, 0.1, std::string("plain")},
                            {std::int64_t{20}, 1.0 / 3, std::string("with \"quotes\", commas")}}};

}  // namespace

TEST_CASE("Markdown") {
  CHECK(markdown(kTable) ==
        "### a/b\n\n"
        "|  k |        loss [nats] |                  word |\n"
        "|---:|-------------------:|----------------------:|\n"
        "|  1 |                0.1 |                 plain |\n"
        "| 20 | 0.3333333333333333 | with \"quotes\", commas |\n");
}

TEST_CASE("CSV") {
  CHECK(csv(kTable) == "k,loss [nats],word\n1,0.1,plain\n20,0.3333333333333333,\"with \"\"quotes\"\", commas\"\n");
}

TEST_CASE("several tables in one CSV: one header line, each row as long") {
  const Table other{.title = "c",
                    .columns = {"seed", "k", "experiment"},
                    .rows = {{std::int64_t{9}, std::int64_t{5}, std::string("x")}}};
  CHECK(csv(in_one({kTable, other})) ==
        "experiment,k,loss [nats],word,seed,experiment\n"
        "a/b,1,0.1,plain,,\n"
        "a/b,20,0.3333333333333333,\"with \"\"quotes\"\", commas\",,\n"
        "c,5,,,9,x\n");
  CHECK(csv(in_one({kTable})) == csv(kTable));
  // A parameter and a column of the same name stay two.
  const Table twice{.title = "t", .columns = {"k", "k"}, .rows = {{std::int64_t{1}, std::int64_t{2}}}};
  CHECK(csv(in_one({twice, kTable})).starts_with("experiment,k,k,loss [nats],word\nt,1,2,,\na/b,1,,0.1,plain\n"));
}

TEST_CASE("JSON") { CHECK(to_json(kTable).at("rows").at(1).at(1).get<double>() == 1.0 / 3); }

TEST_CASE("tables of the same columns are one, others stay") {
  const Table a{.title = "a", .columns = {"x"}, .rows = {{std::int64_t{1}}}};
  const Table b{.title = "b", .columns = {"y"}, .rows = {{std::int64_t{2}}}};
  const Table c{.title = "c", .columns = {"x"}, .rows = {{std::int64_t{3}}}};
  const std::vector<Table> all = joined({a, b, c});
  REQUIRE(all.size() == 2);
  CHECK(all[0].title == "a, c");
  CHECK(all[0].columns == std::vector<std::string>{"experiment", "x"});
  CHECK(text(all[0].rows.at(1).at(0)) == "c");
  CHECK(text(all[0].rows.at(1).at(1)) == "3");
  CHECK(all[1].title == "b");
  CHECK(all[1].columns == b.columns);
}

TEST_CASE("all rows are there in order; the last ones are summed up over seeds") {
  const TemporaryFolder folder;
  open_run(folder.path(), toy::options(), {&toy::experiment()});
  run_cells(plan(toy::experiment(), toy::options()), Store(folder.path()), toy::options(), {.jobs = 2});
  const LoadedRun run = load_run(folder.path());
  const Table all = all_rows(run.experiments[0]);
  CHECK(all.rows.size() == 18 * 4 + 6 * 9);
  CHECK(all.columns.size() == 5 + 1 + 3);
  CHECK(std::is_sorted(all.rows.begin(), all.rows.end(), [](const auto& a, const auto& b) {
    return std::tie(a[0], a[1], a[5], a[6]) < std::tie(b[0], b[1], b[5], b[6]);
  }));
  const Table last = last_rows(run.experiments[0]);
  CHECK(last.rows.size() == 4);
  CHECK(last.columns == std::vector<std::string>{"steps", "epochs", "seeds", "epoch", "loss [nats]", "word"});
  CHECK_THAT(text(last.rows[0][4]), ContainsSubstring(" +- "));
}

TEST_CASE("a seed that diverged is counted, and the table is made all the same") {
  const TemporaryFolder folder;
  open_run(folder.path(), toy::options(), {&toy::experiment()});
  run_cells(plan(toy::experiment(), toy::options()), Store(folder.path()), toy::options(), {.jobs = 2});
  LoadedRun run = load_run(folder.path());
  run.experiments[0].cells[0]->rows.back()[1] = std::nan("");
  run.experiments[0].cells[1]->rows.back()[1] = 1e300;
  CHECK(text(last_rows(run.experiments[0]).rows[0][4]) == "2 of 6 seeds diverged");
}
