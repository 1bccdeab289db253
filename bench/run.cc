#include "bench/run.h"

#include <algorithm>
#include <map>

#include <benchmark/benchmark.h>

#include "reference/core/error.h"

namespace rederive::bench {
namespace {

using Counter = benchmark::Counter;

// Keeps every repetition and prints nothing: tables and JSON are made from all of them at the end.
class Collector : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.iterations == 0) continue;
      seconds[run.run_name.function_name].push_back(run.cpu_accumulated_time / static_cast<double>(run.iterations));
    }
  }

  std::map<std::string, std::vector<double>> seconds;
};

void add_benchmark(const Result& result, const Roof& roof) {
  const Cost cost = result.cost;
  const double reachable = roof.reachable(cost);
  const Row row = result.row;
  benchmark::RegisterBenchmark(row.name().c_str(), [row, cost, reachable](benchmark::State& state) {
    const auto call = row.prepare();
    call();  // page faults, packing, the choice of a target
    for (auto _ : state) {
      call();
      benchmark::ClobberMemory();
    }
    const auto calls = static_cast<double>(state.iterations());
    state.counters["flop/s"] = Counter(cost.flops * calls, Counter::kIsRate);
    state.counters["bytes/s"] = Counter(cost.bytes * calls, Counter::kIsRate);
    state.counters["roof"] = Counter(cost.flops * calls / reachable, Counter::kIsRate);
  });
}

}  // namespace

double Result::median() const {
  if (seconds.empty()) return 0;
  const std::size_t half = seconds.size() / 2;
  return seconds.size() % 2 == 1 ? seconds[half] : (seconds[half - 1] + seconds[half]) / 2;
}

std::vector<Result> check_rows(const std::vector<Row>& rows) {
  std::vector<Result> results;
  results.reserve(rows.size());
  for (const Row& row : rows) {
    results.push_back({row, row.check(), {}, row.kernel->cost(row.shape)});
  }
  return results;
}

void time_rows(std::vector<Result>& results, const Roof& roof, const std::vector<std::string>& flags) {
  // Interleaved repetitions, so that a slow minute of the machine falls on all variants alike. A later flag wins.
  std::vector<std::string> all = {"rederive-bench", "--benchmark_repetitions=5",
                                  "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.05"};
  all.insert(all.end(), flags.begin(), flags.end());
  std::vector<char*> arguments;
  arguments.reserve(all.size());
  for (std::string& flag : all) arguments.push_back(flag.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (count > 1) throw UsageError(std::string("Google Benchmark does not know ") + arguments[1]);
  benchmark::ClearRegisteredBenchmarks();
  for (const Result& result : results) {
    if (result.agreement.agrees()) add_benchmark(result, roof);
  }
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);
  for (Result& result : results) {
    result.seconds = collector.seconds[result.row.name()];
    std::sort(result.seconds.begin(), result.seconds.end());
  }
}

}  // namespace rederive::bench
