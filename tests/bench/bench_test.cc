// The benchmark as a program and in parts. Nothing here relates two measured times.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/report.h"
#include "bench/roof.h"
#include "bench/rows.h"
#include "bench/run.h"
#include "reference/core/error.h"
#include "reference/kernels/targets.h"
#include "tests/catch.h"

using namespace rederive;
using namespace rederive::bench;
using Json = nlohmann::json;

namespace {

struct Doubling {
  ConstMatrixView x;
  MatrixView y;
};

void right(const Doubling& p) {
  for (Index j = 0; j < p.x.cols; ++j) p.y(0, j) = 2 * p.x(0, j);
}

void wrong_at_the_tail(const Doubling& p) {
  for (Index j = 0; j < p.x.cols; ++j) p.y(0, j) = 2 * p.x(0, j / 4 * 4 + j % 3);
}

Kernel<Doubling> doubling() {
  return {.name = "test_doubling",
          .formula = "y = 2 x",
          .axes = {"cols"},
          .cost =
              [](const Shape& s) {
                return Cost{1.0 * s[0], 8.0 * s[0]};
              },
          .check = {{3}},
          .bench = {{17}},
          .make =
              [](const Shape& s, Memory& memory) {
                return Doubling{memory.input("x", 1, s[0], &Memory::uniform), memory.output("y", 1, s[0])};
              },
          .oracle =
              [](const Doubling& p) {
                Expected y{"y", values(p.x), {}};
                for (double& value : y.value) value *= 2;
                return std::vector<Expected>{y};
              },
          .bound = [](const Shape&, const Expected&, std::size_t, double) { return 0.0; },
          .results = [](const Doubling& p) -> std::vector<std::vector<double>> { return {values(p.y)}; },
          .properties = {},
          .variants = {{"right", right, true}, {"wrong", wrong_at_the_tail}},
          .standard = "right"};
}

struct Output {
  int code;
  std::string out;
  std::string err;
};

// A folder of this test's own that goes when it ends.
struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / fmt::format("rederive-bench-test-{}", getpid())) {
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (path / name).string(); }
  std::filesystem::path path;
};

std::string read(const std::string& file) {
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

Output run_program(const Folder& folder, const std::string& arguments) {
  const std::string out = folder.file("out");
  const std::string err = folder.file("err");
  const std::string command = fmt::format("'{}' {} >'{}' 2>'{}'", REDERIVE_BENCH, arguments, out, err);
  const int status =
      std::system(command.c_str());  // NOLINT(bugprone-command-processor): our own program, our own words
  return {WEXITSTATUS(status), read(out), read(err)};
}

const char* const kTiny = "-- --benchmark_min_time=0.001 --benchmark_repetitions=2";
const char* const kRow = "'tanh/*/rows=1,cols=1000,inplace=0,s=0'";  // scalar, eigen, simd; oneDNN has none

}  // namespace

TEST_CASE("a variant that disagrees is refused, the others are timed") {
  const RegisteredKernel kernel{doubling()};
  std::vector<Result> results = check_rows(choose_rows({"test_doubling"}));
  REQUIRE(results.size() == 2);
  CHECK(results[0].agreement.status == Agreement::Status::passed);
  CHECK(results[1].agreement.status == Agreement::Status::failed);
  Roof roof;
  roof.flops = 1e9;
  roof.levels = {{"L1", 1e9, 1e3, 1e10}};
  time_rows(results, roof, {"--benchmark_min_time=0.0001", "--benchmark_repetitions=3"});
  CHECK(results[0].seconds.size() == 3);
  CHECK(results[1].seconds.empty());
  CHECK(best_rival(results, results[0]) == nullptr);  // the only rival was refused
  const Json json = Json::parse(to_json({}, roof, results).dump());
  CHECK(json.at("results").at(1).at("agreement").at("status") == "failed");
  CHECK_FALSE(json.at("results").at(1).contains("seconds"));
  CHECK_THROWS_AS(time_rows(results, roof, {"--benchmark_no_such_flag"}), UsageError);
}

TEST_CASE("a rival from outside finds its operands by name and is checked before it is timed") {
  const RegisteredKernel kernel{doubling()};
  const auto by = [](float factor) -> PrepareForeign {
    return [factor](const Shape&, const Memory& memory) -> Foreign {
      const MatrixView x = memory.find("x");
      const MatrixView y = memory.find("y");
      const auto own = std::make_shared<std::vector<float>>(17);
      return {[=] {
                for (std::size_t j = 0; j < 17; ++j) (*own)[j] = factor * x(0, static_cast<Index>(j));
              },
              [=] { std::copy(own->begin(), own->end(), y.data); }};
    };
  };
  const ForeignRival right{"test_doubling", "outside", nullptr, by(2)};
  const ForeignRival wrong{"test_doubling", "outside", nullptr, by(3)};
  const Row good{&kernel, "outside", {17}, &right};
  CHECK(good.check().status == Agreement::Status::passed);
  CHECK(good.rival());
  CHECK(good.check().repeat == "rederive bench 'test_doubling/outside/cols=17'");
  CHECK_NOTHROW(good.prepare()());
  CHECK(Row{&kernel, "outside", {17}, &wrong}.check().status == Agreement::Status::failed);
  const Memory empty(Memory::Layout::plain, 1);
  CHECK_THROWS_WITH(empty.find("z"), ContainsSubstring("z"));
}

// Where it is installed: a wrong layout or a dropped bias would show.
TEST_CASE("oneDNN's rows agree with the oracles") {
  CHECK(foreign_rivals().empty() == onednn_version().empty());
  for (const Row& row : choose_rows({"*"})) {
    if (row.foreign == nullptr) continue;
    const Agreement agreement = row.check();
    INFO(agreement.repeat << ": " << agreement.detail);
    CHECK(agreement.status == Agreement::Status::passed);
  }
}

TEST_CASE("rows are chosen by kernel, variant and whole name, with globs") {
  std::vector<Row> own = choose_rows({"gemm"});
  std::erase_if(own, [](const Row& row) { return row.foreign != nullptr; });
  CHECK(choose_rows({"gemm/simd"}).size() * 5 == own.size());
  CHECK(choose_rows({"gemm/simd", "gemm/s*"}).size() == choose_rows({"gemm/s*"}).size());
  const std::vector<Row> checked = choose_rows({"gemm/simd/m=3,n=7,k=5,ta=1,tb=0,s=2"});
  REQUIRE(checked.size() == 1);
  CHECK(checked[0].shape == Shape{3, 7, 5, 1, 0, 2});
  CHECK_THROWS_WITH(choose_rows({"gem"}), ContainsSubstring("'gem'") && ContainsSubstring("gemm"));
}

TEST_CASE("the roof of a kernel is the peak or what its level of memory feeds") {
  Roof roof;
  roof.flops = 100;
  roof.levels = {{"L1", 10, 5, 50}, {"L2", 100, 50, 20}, {"memory", 0, 1000, 5}};
  CHECK(roof.reachable({.flops = 40, .bytes = 10}) == 100);
  CHECK(roof.reachable({.flops = 10, .bytes = 10}) == 50);
  CHECK(roof.reachable({.flops = 11, .bytes = 11}) == 20);
  CHECK(roof.reachable({.flops = 200, .bytes = 200}) == 5);
}

TEST_CASE("a measured roof is complete") {
  const Roof roof = measure_roof();
  CHECK(roof.target == chosen_target());
  CHECK(roof.flops > 1e8);
  REQUIRE(roof.levels.size() == 4);
  for (const Level& level : roof.levels) {
    INFO(level.name);
    CHECK(level.bandwidth > 1e8);
  }
}

TEST_CASE("comparison: same, slower and faster need a tenth and ranges apart") {
  const RegisteredKernel kernel{doubling()};
  Result now{{&kernel, "right", {17}}, {}, {1.0, 1.1, 1.2}, kernel.cost({17})};
  const auto verdict = [&](std::vector<double> then) {
    return compare({{now.row.name(), std::move(then)}}, {now}).lines.at(0).verdict;
  };
  CHECK(verdict({1.0, 1.05, 1.1}) == "same");
  CHECK(verdict({0.5, 0.6, 1.05}) == "same");  // far apart, but the ranges meet
  CHECK(verdict({0.5, 0.6, 0.7}) == "slower");
  CHECK(verdict({2.0, 2.1, 2.2}) == "faster");
  CHECK(compare({{"other", {1.0}}}, {now}).unmatched.size() == 1);
}

TEST_CASE("rederive-bench lists, checks, times and emits what it promises") {
  const Folder folder;
  const Output list = run_program(folder, "--list gemm");
  CHECK(list.code == 0);
  CHECK_THAT(list.out, ContainsSubstring("gemm/openblas/m=100,n=100,k=784,ta=0,tb=0,s=0\n"));

  const Output table = run_program(folder, fmt::format("{} {}", kRow, kTiny));
  INFO(table.err);
  CHECK(table.code == 0);
  CHECK_THAT(table.out, ContainsSubstring("roof:") && ContainsSubstring("to best rival") && ContainsSubstring("eigen"));

  const std::string google = folder.file("google.json");
  const Output json_run = run_program(folder, fmt::format("{} --json {} --benchmark_out='{}'", kRow, kTiny, google));
  CHECK(json_run.code == 0);
  const Json json = Json::parse(json_run.out);
  CHECK(json.at("schema") == "rederive.bench/1");
  CHECK(json.at("machine").at("target") == chosen_target());
  for (const char* field : {"cpu", "targets", "eigen", "openblas", "openblas_core", "openblas_pins", "compiler"}) {
    CHECK(json.at("machine").contains(field));
  }
  CHECK(json.at("roof").at("flop_per_second") > 0);
  CHECK(json.at("roof").at("levels").size() == 4);
  REQUIRE(json.at("results").size() == 3);
  for (const Json& row : json.at("results")) {
    CHECK(row.at("agreement").at("status") == "passed");
    CHECK(row.at("seconds") > 0);
    CHECK(row.at("repetitions").size() == 2);
    CHECK(row.at("flop_per_second") > 0);
    CHECK(row.at("bytes_per_second") > 0);
    CHECK(row.at("roof_share") > 0);
    CHECK(row.at("best_rival") == "eigen");
    CHECK(row.at("ratio_to_best_rival") > 0);
  }
  const Json own = Json::parse(read(google));
  CHECK(own.at("benchmarks").at(0).contains("flop/s"));
  CHECK(own.at("benchmarks").at(0).contains("bytes/s"));
  CHECK(own.at("benchmarks").at(0).contains("roof"));

  const std::string then = folder.file("then.json");
  std::ofstream(then) << json_run.out;
  const Output compared = run_program(folder, fmt::format("{} --compare '{}' {}", kRow, then, kTiny));
  CHECK((compared.code == 0 || compared.code == 1));  // which of them is a matter of time
  CHECK_THAT(compared.out, ContainsSubstring("then/now"));
  Json elsewhere = json;
  elsewhere["machine"]["cpu"] = "an abacus";
  std::ofstream(then) << elsewhere;
  const Output unlike = run_program(folder, fmt::format("{} --compare '{}' {}", kRow, then, kTiny));
  CHECK(unlike.code == 3);
  CHECK_THAT(unlike.err, ContainsSubstring("an abacus"));
}

TEST_CASE("rederive-bench: wrong usage and unreadable files") {
  const Folder folder;
  const Output unknown = run_program(folder, "no_such_kernel");
  CHECK(unknown.code == 2);
  CHECK(unknown.out.empty());
  CHECK_THAT(unknown.err, ContainsSubstring("no_such_kernel") && ContainsSubstring("sigmoid_bernoulli"));
  CHECK(run_program(folder, "--no-such-flag").code == 2);
  CHECK(run_program(folder, "--target SSE9 gemm").code == 2);
  CHECK(run_program(folder, fmt::format("{} -- --no_such_flag", kRow)).code == 2);
  CHECK(run_program(folder, fmt::format("{} --compare '{}'", kRow, folder.file("absent"))).code == 5);
  const std::string broken = folder.file("broken.json");
  std::ofstream(broken) << "{\"schema\": ";
  CHECK(run_program(folder, fmt::format("{} --compare '{}'", kRow, broken)).code == 5);
  std::ofstream(broken) << R"({"schema": "rederive.table/1"})";
  CHECK(run_program(folder, fmt::format("{} --compare '{}'", kRow, broken)).code == 5);
}
