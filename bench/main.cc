// rederive-bench: every kernel checked, then timed, beside its rivals and under this machine's roof. Its first word may
// be `versus`: then whole training steps are timed beside other libraries.
//
// Exit codes: 0 all agree; 1 a variant disagrees with its oracle, or --compare finds a row slower; 2 wrong usage;
// 3 nothing to compare with (another machine, no common row); 5 a file cannot be read; 130 interrupted.
#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/command.h"
#include "bench/machine.h"
#include "bench/report.h"
#include "bench/roof.h"
#include "bench/rows.h"
#include "bench/run.h"
#include "bench/versus/versus.h"
#include "reference/core/error.h"
#include "reference/kernels/targets.h"

namespace rederive::bench {
namespace {

struct Options {
  std::vector<std::string> patterns;
  std::string compare;
  std::string target;
  bool json = false;
  bool list = false;
  std::vector<std::string> google;
};

int run(const Options& options) {
  force_target(options.target);
  const std::vector<Row> rows = choose_rows(options.patterns);
  if (options.list) {
    for (const Row& row : rows) fmt::print("{}\n", row.name());
    return 0;
  }
  const Machine machine = this_machine();
  for (const std::string& pin : machine.openblas_pins) {
    fmt::print(stderr, "note: {} is set, so OpenBLAS runs as {}: unset it to measure the rival at its best\n", pin,
               machine.openblas_core);
  }
  // Read before the work, so that a wrong file costs nothing.
  Earlier earlier;
  if (!options.compare.empty()) earlier = read_earlier(options.compare, machine);
  fmt::print(stderr, "checking {} rows\n", rows.size());
  std::vector<Result> results = check_rows(rows);
  int code = 0;
  for (const Result& result : results) {
    if (result.agreement.status == Agreement::Status::passed) continue;
    fmt::print(stderr, "{} {}: {}; {}\n",
               result.agreement.agrees() ? "mistrusted" : "DISAGREES, not timed:", result.row.name(),
               result.agreement.detail, result.agreement.repeat);
    if (!result.agreement.agrees()) code = 1;
  }
  const Roof roof = measure_roof();
  time_rows(results, roof, options.google);
  nlohmann::ordered_json json = to_json(machine, roof, results);
  std::string text = roof_table(machine, roof) + results_table(results, roof);
  if (!options.compare.empty()) {
    const Comparison comparison = compare(earlier, results);
    if (comparison.lines.empty()) throw UnavailableError(options.compare + ": has no row in common with this run");
    for (const auto& line : comparison.lines) {
      json["comparison"].push_back(
          {{"row", line.row}, {"then", line.then}, {"now", line.now}, {"verdict", line.verdict}});
    }
    for (const std::string& row : comparison.unmatched) {
      fmt::print(stderr, "note: {} is not in {}\n", row, options.compare);
    }
    text += comparison_table(comparison);
    if (comparison.slower()) code = 1;
  }
  print(options.json ? json.dump(2) + "\n" : text);
  return code;
}

int time_kernels(std::vector<std::string> arguments) {
  Options options;
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (dashes != arguments.end()) {
    options.google.assign(dashes + 1, arguments.end());
    arguments.erase(dashes, arguments.end());
  }
  CLI::App app("Checks every kernel against its oracle, then times it beside its rivals and under this machine's roof.",
               "rederive bench");
  app.add_option("PATTERN", options.patterns, "kernel, kernel/variant or row (see --list); * and ? as in a shell");
  app.add_option("--compare", options.compare, "an earlier run's --json output, from this machine")->type_name("FILE");
  app.add_option("--target", options.target, "the instruction set to run on; the best one by default");
  app.add_flag("--json", options.json, "one JSON object, schema rederive.bench/1, in place of tables");
  app.add_flag("--list", options.list, "name the rows and stop");
  app.footer("What follows -- goes to Google Benchmark, as in: -- --benchmark_repetitions=20 --benchmark_out=FILE");
  return parse_and_run(app, std::move(arguments), [&] { return run(options); });
}

}  // namespace
}  // namespace rederive::bench

int main(int argc, char** argv) {
  return rederive::bench::report_faults([&] {
    if (argc > 1 && std::string_view(argv[1]) == "versus") return rederive::bench::versus({argv + 2, argv + argc});
    return rederive::bench::time_kernels({argv + 1, argv + argc});
  });
}
