// A comparison with a baseline: the same bits, other bits that do not matter, other bits that do, and how often it
// is wrong about that.
#include "experiments/harness/compare.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "experiments/harness/differences.h"
#include "experiments/harness/runner.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/core/random.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;

namespace {

// Ten seeds at each of some settings; loss = 1 + shift + noise.
ResultSet results(double shift, double noise, std::uint64_t stream, std::int64_t settings = 1) {
  ResultSet set{.origin = "test", .experiment = "harness/toy", .data = "none", .columns = toy::columns()};
  Draws draws(Stream(stream, "results"));
  for (std::int64_t steps = 1; steps <= settings; ++steps) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      ResultCell cell{
          .key = {.experiment = "harness/toy", .settings = {{"steps", steps}}, .seed = seed, .data = "none"}};
      cell.rows = {{std::int64_t{4}, 1 + shift + noise * draws.normal(), std::string("round")}};
      set.cells.push_back(cell);
    }
  }
  return set;
}

ExperimentComparison compared(const ResultSet& run, const ResultSet& base) {
  return compare({run}, {base}, toy::options()).front();
}

int code(const ResultSet& run, const ResultSet& base) { return exit_code(compare({run}, {base}, toy::options())); }

ResultSet with_variant(ResultSet set) {
  for (ResultCell& cell : set.cells) cell.key.variants = "gemm=openblas";
  return set;
}

}  // namespace

TEST_CASE("the same results have the same bits") {
  const auto comparison = compared(results(0, 0.01, 1), results(0, 0.01, 1));
  CHECK(comparison.same == 10);
  CHECK(comparison.differing == 0);
  CHECK(code(results(0, 0.01, 1), results(0, 0.01, 1)) == 0);
}

TEST_CASE("one other bit is a failure where bits are promised, and is named with the command that repeats it") {
  ResultSet run = results(0, 0.01, 1);
  run.cells[4].rows[0][1] = std::nextafter(std::get<double>(run.cells[4].rows[0][1]), 2.0);
  const auto comparison = compared(run, results(0, 0.01, 1));
  CHECK(comparison.same == 9);
  CHECK_THAT(comparison.first_difference, ContainsSubstring("steps=1 seed 5: row 1, loss: "));
  CHECK(comparison.repeat == "rederive run harness/toy --seeds 5..5");
  CHECK(code(run, results(0, 0.01, 1)) == 1);
  // With another kernel no bits are promised, and the difference is far within the tolerance.
  CHECK(compared(with_variant(run), results(0, 0.01, 1)).bits_promised == false);
}

TEST_CASE("other bits within the tolerance are equivalent") {
  const auto base = results(0, 0.01, 1);
  const auto run = with_variant(results(0, 0.01, 2));
  CHECK(compared(run, base).columns.front().outcome == Outcome::equivalent);
  CHECK(code(run, base) == 0);
}

TEST_CASE("a change is found, and its direction counts") {
  const auto base = results(0, 0.01, 1);
  CHECK(code(with_variant(results(+0.2, 0.01, 2)), base) == 1);
  CHECK(code(with_variant(results(-0.2, 0.01, 2)), base) == 4);
  CHECK(compared(with_variant(results(-0.2, 0.01, 2)), base).columns.front().outcome == Outcome::better);
}

TEST_CASE("too little to decide is not success") {
  const auto base = results(0, 1.0, 1);
  CHECK(code(with_variant(results(0, 1.0, 2)), base) == 3);
}

TEST_CASE("rows, pictures and cells that are missing or new are counted") {
  ResultSet run = results(0, 0.01, 1);
  run.cells[2].rows.push_back(run.cells[2].rows.front());
  CHECK_THAT(compared(run, results(0, 0.01, 1)).first_difference, ContainsSubstring("2 rows where the baseline has 1"));
  run = results(0, 0.01, 1);
  run.cells[2].pictures["filters"] = "digest";
  CHECK(compared(run, results(0, 0.01, 1)).differing == 1);
  run = results(0, 0.01, 1);
  run.cells[0].key.seed = 11;
  CHECK(compared(run, results(0, 0.01, 1)).added == 1);
  CHECK(compared(run, results(0, 0.01, 1)).absent == 1);
}

TEST_CASE("values that no statistics can take are changes, not crashes") {
  const auto base = results(0, 0.01, 1);
  for (const double odd : {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e308, -1e308, 1e200}) {
    ResultSet run = with_variant(base);
    run.cells[3].rows[0][1] = odd;
    CHECK(code(run, base) == 1);
    CHECK(code(with_variant(base), run) == 1);
    CHECK(compared(run, base).columns.front().outcome == Outcome::changed);
  }
  ResultSet word = base;  // a baseline that somebody has edited
  word.cells[3].rows[0][1] = std::string("word");
  CHECK(compared(base, word).differing == 1);
  CHECK(code(base, word) == 1);
}

TEST_CASE("nothing to compare with is neither success nor failure") {
  CHECK(exit_code(compare({results(0, 0.01, 1)}, {}, toy::options())) == 3);
  ResultSet other = results(0, 0.01, 1);
  other.data = "another digest";
  CHECK_THAT(compared(results(0, 0.01, 1), other).note, ContainsSubstring("other data"));
  other = results(0, 0.01, 1);
  other.columns.back() = "words";
  CHECK_THAT(compared(results(0, 0.01, 1), other).note, ContainsSubstring("other columns"));
}

TEST_CASE("without a change the comparison raises a false alarm in at most one of a hundred runs") {
  // 2000 comparisons of equal populations at four settings, whose noise is far above the tolerance; level .01 for all
  // four together. More than 38 false alarms have probability 10^-4 under a rate of .01; without Holm's adjustment
  // there would be about 79.
  int alarms = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto comparison = compared(with_variant(results(0, 0.3, 2 * i + 1, 4)), results(0, 0.3, 2 * i + 2, 4));
    REQUIRE(comparison.columns.size() == 4);
    alarms += std::any_of(comparison.columns.begin(), comparison.columns.end(), [](const ColumnDifference& column) {
      return column.outcome == Outcome::changed || column.outcome == Outcome::better;
    });
  }
  CHECK(alarms <= 38);
  CHECK(alarms >= 3);  // and it does test: fewer than 3 have probability 4 10^-7 at its true rate of .01
}

TEST_CASE("a baseline comes back bit by bit, keeps its history, and shows damage") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "toy.jsonl";
  CHECK_FALSE(read_baseline(path).has_value());
  ResultSet set = results(0, 0.01, 1);
  set.verdicts = {{"002.P5b.k5-best", "reproduced"}};
  write_baseline(path, set, {{"reason", "first"}});
  write_baseline(path, set, {{"reason", "second"}});
  const auto back = read_baseline(path);
  REQUIRE(back.has_value());
  CHECK(compared(*back, set).same == 10);
  CHECK(back->verdicts == set.verdicts);
  CHECK(back->accepted.size() == 2);
  const std::string good = read_text(path);
  for (const std::string& bad : {std::string(), good.substr(0, good.size() / 2), good.substr(0, good.size() - 1),
                                 std::string("{}\n"), "x" + good}) {
    write_file_whole(path, bad);
    CHECK_THROWS_WITH(read_baseline(path), ContainsSubstring("this baseline is damaged"));
  }
  // The checksum is of all of it: of each line's every byte, the verdicts and the history among them.
  for (std::size_t place = 0; place < good.size(); ++place) {
    std::string edited = good;
    edited[place] = static_cast<char>(edited[place] ^ 1);
    write_file_whole(path, edited);
    CHECK_THROWS_WITH(read_baseline(path), ContainsSubstring("this baseline is damaged"));
  }
  for (const auto& [from, to] : {std::pair("second", "Second"), std::pair("reproduced", "skipped"),
                                 std::pair("round", "flat"), std::pair("\"reason\"", " \"reason\"")}) {
    std::string edited = good;
    edited.replace(edited.rfind(from), std::string_view(from).size(), to);
    write_file_whole(path, edited);
    CHECK_THROWS_WITH(read_baseline(path), ContainsSubstring("checksum"));
    write_file_whole(path, with_checksum(edited));
    CHECK(read_baseline(path).has_value());
  }
  CHECK_THROWS_WITH(with_checksum("{}\n\"sha256\":\"\""), ContainsSubstring("it has no checksum"));
}
