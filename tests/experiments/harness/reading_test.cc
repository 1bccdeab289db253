// What is read back is what was written, or it is refused with what is wrong.
#include "experiments/harness/reading.h"

#include <limits>

#include "experiments/harness/baseline.h"
#include "reference/core/error.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;

namespace {

std::string nested(int depth) { return std::string(static_cast<std::size_t>(depth), '['); }

std::string closed(int depth) { return nested(depth) + std::string(static_cast<std::size_t>(depth), ']'); }

RunRecord run_of(const std::string& options) {
  return parse_run(
      R"({"schema":"rederive.run/1","experiments":["harness/toy"],"options":{"profile":"smoke",)" + options + "}}",
      "run.json");
}

const std::string kData = R"("data":{"name":"none","digest":"none"},)";

// A baseline of one cell, whose line is `cell`, twice where asked for.
std::string baseline(const std::string& cell, int times = 1, const std::string& verdicts = "{}") {
  std::string lines;
  for (int i = 0; i < times; ++i) lines += cell + "\n";
  return with_checksum(
      R"({"schema":"rederive.baseline/1","experiment":"harness/toy","data":"none","columns":["epoch","loss","word"],)"
      R"("sha256":"","verdicts":)" +
      verdicts + R"(,"accepted":[]})" + "\n" + lines);
}

std::string cell(const std::string& seed, const std::string& rows, const std::string& settings = R"({"steps":1})") {
  return R"({"settings":)" + settings + R"(,"seed":)" + seed + R"(,"format":1,"rows":)" + rows + R"(,"pictures":{}})";
}

const std::string kRows = R"([[1,0.5,"round"]])";

}  // namespace

TEST_CASE("JSON nested deeper than ours is refused before it can cost the stack") {
  CHECK(parse_json(closed(kDeepestJson)).is_array());
  CHECK_THROWS_WITH(parse_json(closed(kDeepestJson + 1)), ContainsSubstring("nested more than 16 deep"));
  CHECK_THROWS_AS(parse_json(nested(1000000)), Error);
  CHECK_THROWS_AS(parse_json(closed(1000000)), Error);
}

TEST_CASE("whole numbers are whole and in range") {
  CHECK(whole_from_json(parse_json("7"), 1, 9) == 7);
  for (const char* bad : {"0", "10", "-1", "1.0", "true", "\"1\"", "[1]", "null", "18446744073709551615", "1e3"}) {
    CHECK_THROWS_AS(whole_from_json(parse_json(bad), 1, 9), Error);
  }
  CHECK(std::get<std::int64_t>(value_from_json(parse_json("-9223372036854775808"))) ==
        std::numeric_limits<std::int64_t>::min());
  CHECK_THROWS_AS(value_from_json(parse_json("9223372036854775808")), Error);
  CHECK_THROWS_AS(value_from_json(parse_json("{}")), Error);
}

TEST_CASE("settings are names with numbers or words, none of them NaN; of equal names the last counts") {
  CHECK(settings_from_json(parse_json(R"({"k":1,"rate":0.5,"k":2})")) ==
        Settings{{"k", std::int64_t{2}}, {"rate", 0.5}});
  for (const char* bad : {"[1]", "1", "null", R"({"k":[1]})", R"({"k":null})", R"({"rate":"nan"})"}) {
    CHECK_THROWS_AS(settings_from_json(parse_json(bad)), Error);
  }
}

TEST_CASE("rows are lists of as many values as there are columns") {
  CHECK(rows_from_json(parse_json(R"([[1,"nan"],[2,"x"]])"), 2).size() == 2);
  for (const char* bad : {"{}", "1", "\"ab\"", "[1]", "[[1]]", "[[1,2,3]]", "[[1,null]]", R"([{"a":1,"b":2}])"}) {
    CHECK_THROWS_AS(rows_from_json(parse_json(bad), 2), Error);
  }
}

TEST_CASE("what a message shows of a file is one short line") {
  CHECK(reason(Error("a\nb\x1b[31m")) == "a?b?[31m");
  CHECK(reason(Error(std::string(100000, 'x'))).size() == 303);
}

TEST_CASE("the description of a run is taken only with possible options") {
  CHECK(run_of(kData + R"("set":{"steps":[1,2]},"seeds":[2,3])").options.seeds == SeedRange{2, 3});
  for (const char* bad :
       {R"("set":[])", R"("set":{"steps":1})", R"("set":{"steps":[]})", R"("set":{"steps":[[1]]})",
        R"("set":{},"seeds":3)", R"("set":{},"seeds":[0,1])", R"("set":{},"seeds":[-1,1])", R"("set":{},"seeds":[3,2])",
        R"("set":{},"seeds":[1])", R"("set":{},"seeds":[1,18446744073709551615])", R"("set":{},"seeds":[1,1.5])",
        R"("set":{},"variants":7)"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(run_of(kData + bad), IoError);
  }
  // The name becomes a folder below the baselines.
  for (const char* bad : {"", "..", "../mnist", "a/b", "A", " "}) {
    CHECK_THROWS_AS(run_of(R"("data":{"name":")" + std::string(bad) + R"(","digest":""},"set":{})"), IoError);
  }
}

TEST_CASE("a baseline's cells are refused when they could not have been written") {
  CHECK(parse_baseline(baseline(cell("1", kRows)), "file").cells.size() == 1);
  for (const std::string& bad :
       {cell("0", kRows), cell("-1", kRows), cell("1.5", kRows), cell("\"1\"", kRows), cell("1e300", kRows),
        cell("1", "[[1,2]]"), cell("1", "[[1,2,{}]]"), cell("1", "7"), cell("1", kRows, "[1]"),
        cell("1", kRows, R"({"rate":"nan"})"), cell("1", kRows, closed(100)), std::string("{}"), std::string("[]")}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(parse_baseline(baseline(bad), "file"), IoError);
  }
  CHECK_THROWS_WITH(parse_baseline(baseline(cell("1", kRows), 2), "file"),
                    "file: this baseline is damaged: the cell steps=1 seed 1 is in it twice; restore it from version "
                    "control, or remove it and accept a run anew");
  CHECK_THROWS_AS(parse_baseline(baseline(cell("1", kRows), 1, "[]"), "file"), IoError);
  CHECK_THROWS_AS(parse_baseline(baseline(cell("1", kRows), 1, R"({"002.P5b.k5-best":7})"), "file"), IoError);
}
