#include "bench/report.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reference/core/error.h"

namespace rederive::bench {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* kSchema = "rederive.bench/1";

std::string seconds_text(double s) {
  if (s < 1e-6) return fmt::format("{:.1f} ns", s * 1e9);
  if (s < 1e-3) return fmt::format("{:.2f} us", s * 1e6);
  if (s < 1) return fmt::format("{:.2f} ms", s * 1e3);
  return fmt::format("{:.2f} s", s);
}

// "m=3,n=7": a row's name without kernel and variant.
std::string shape_of(const Row& row) { return row.name().substr(row.kernel->name().size() + row.variant.size() + 2); }

const char* status_text(Agreement::Status status) {
  switch (status) {
    case Agreement::Status::passed:
      return "passed";
    case Agreement::Status::mistrusted:
      return "mistrusted";
    default:
      return "failed";
  }
}

Json row_json(const std::vector<Result>& results, const Result& result, const Roof& roof) {
  Json row = {{"row", result.row.name()},      {"kernel", result.row.kernel->name()}, {"variant", result.row.variant},
              {"shape", shape_of(result.row)}, {"flops", result.cost.flops},          {"bytes", result.cost.bytes}};
  row["agreement"] = {{"status", status_text(result.agreement.status)},
                      {"detail", result.agreement.detail},
                      {"worst", result.agreement.worst},
                      {"compared", result.agreement.compared},
                      {"undecided", result.agreement.undecided},
                      {"repeat", result.agreement.repeat}};
  if (result.seconds.empty()) return row;
  row["seconds"] = result.median();
  row["repetitions"] = result.seconds;
  row["flop_per_second"] = result.flop_rate();
  row["bytes_per_second"] = result.byte_rate();
  row["roof_level"] = roof.level(result.cost.bytes).name;
  row["roof_share"] = result.flop_rate() / roof.reachable(result.cost);
  if (const Result* best = best_rival(results, result)) {
    row["best_rival"] = best->row.variant;
    row["ratio_to_best_rival"] = best->median() / result.median();
  }
  return row;
}

}  // namespace

const Result* best_rival(const std::vector<Result>& results, const Result& of) {
  const Result* best = nullptr;
  for (const Result& other : results) {
    const bool same_work = other.row.kernel == of.row.kernel && other.row.shape == of.row.shape;
    if (!same_work || other.seconds.empty() || !other.row.rival()) continue;
    if (best == nullptr || other.median() < best->median()) best = &other;
  }
  return best;
}

std::string roof_table(const Machine& machine, const Roof& roof) {
  std::string text =
      fmt::format("{}, {} of {}, 1 thread\nroof: {:.1f} GFLOP/s of fused multiply-adds; reads in GB/s:", machine.cpu,
                  machine.target, fmt::join(machine.targets, " "), roof.flops * 1e-9);
  for (const Level& level : roof.levels) text += fmt::format(" {} {:.0f}", level.name, level.bandwidth * 1e-9);
  return text + fmt::format("\nrivals: Eigen for {}; {}, core {}; {}\n", machine.eigen, machine.openblas,
                            machine.openblas_core,
                            machine.onednn.empty() ? "oneDNN is not installed (libdnnl-dev)" : machine.onednn);
}

std::string results_table(const std::vector<Result>& results, const Roof& roof) {
  std::vector<const Result*> sorted;
  for (const Result& result : results) {
    if (!result.seconds.empty()) sorted.push_back(&result);
  }
  // The results have the sheets' order of kernels and shapes; within a shape the fastest comes first.
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last = std::find_if(first, sorted.end(), [&](const Result* other) {
      return other->row.kernel != (*first)->row.kernel || other->row.shape != (*first)->row.shape;
    });
    std::stable_sort(first, last, [](const Result* a, const Result* b) { return a->median() < b->median(); });
    first = last;
  }
  std::string text;
  const RegisteredKernel* kernel = nullptr;
  std::size_t width = 0;
  for (const Result* result : sorted) {
    if (result->row.kernel != kernel) {
      kernel = result->row.kernel;
      width = 0;
      for (const Result* other : sorted) {
        if (other->row.kernel == kernel) width = std::max(width, shape_of(other->row).size());
      }
      text +=
          fmt::format("\n{}: {}\n{:<{}} {:<13} {:>10} {:>9} {:>8} {:>8} {:>14}\n", kernel->name(), kernel->formula(),
                      "shape", width, "variant", "time", "GFLOP/s", "GB/s", "of roof", "to best rival");
    }
    const Result* best = best_rival(results, *result);
    const std::string ratio = best == nullptr ? "-" : fmt::format("{:.2f}", best->median() / result->median());
    text += fmt::format("{:<{}} {:<13} {:>10} {:>9.1f} {:>8.1f} {:>7.0f}% {:>14}\n", shape_of(result->row), width,
                        result->row.variant, seconds_text(result->median()), result->flop_rate() * 1e-9,
                        result->byte_rate() * 1e-9, 100 * result->flop_rate() / roof.reachable(result->cost), ratio);
  }
  return text;
}

Json to_json(const Machine& machine, const Roof& roof, const std::vector<Result>& results) {
  Json json = {{"schema", kSchema}};
  json["machine"] = {{"cpu", machine.cpu},
                     {"targets", machine.targets},
                     {"target", machine.target},
                     {"eigen", machine.eigen},
                     {"openblas", machine.openblas},
                     {"openblas_core", machine.openblas_core},
                     {"openblas_pins", machine.openblas_pins},
                     {"onednn", machine.onednn},
                     {"compiler", machine.compiler},
                     {"threads", 1}};
  json["roof"] = {{"target", roof.target}, {"flop_per_second", roof.flops}, {"levels", Json::array()}};
  for (const Level& level : roof.levels) {
    json["roof"]["levels"].push_back(
        {{"name", level.name}, {"measured_bytes", level.measured}, {"bytes_per_second", level.bandwidth}});
  }
  json["results"] = Json::array();
  for (const Result& result : results) json["results"].push_back(row_json(results, result, roof));
  return json;
}

bool Comparison::slower() const {
  return std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.verdict == "slower"; });
}

Earlier read_earlier(const std::string& file, const Machine& machine) {
  std::ifstream stream(file);
  if (!stream) throw IoError(file + ": cannot be read; give a file that rederive bench --json wrote");
  try {
    const Json json = Json::parse(stream);
    if (json.at("schema") != kSchema) throw IoError(file + ": its schema is not " + kSchema);
    const auto cpu = json.at("machine").at("cpu").get<std::string>();
    const auto target = json.at("machine").at("target").get<std::string>();
    if (cpu != machine.cpu || target != machine.target) {
      throw UnavailableError(
          fmt::format("{}: made on another machine ({}, {}; this is {}, {}), so its times say nothing", file, cpu,
                      target, machine.cpu, machine.target));
    }
    Earlier earlier;
    for (const Json& row : json.at("results")) {
      if (!row.contains("repetitions") || row.at("repetitions").empty()) continue;
      auto seconds = row.at("repetitions").get<std::vector<double>>();
      std::sort(seconds.begin(), seconds.end());
      earlier[row.at("row")] = std::move(seconds);
    }
    return earlier;
  } catch (const nlohmann::json::exception& error) {
    throw IoError(fmt::format("{}: not what rederive bench --json writes: {}", file, error.what()));
  }
}

Comparison compare(const Earlier& earlier, const std::vector<Result>& results) {
  Comparison comparison;
  for (const Result& result : results) {
    if (result.seconds.empty()) continue;
    const auto found = earlier.find(result.row.name());
    if (found == earlier.end()) {
      comparison.unmatched.push_back(result.row.name());
      continue;
    }
    Result old = result;
    old.seconds = found->second;
    const double ratio = old.median() / result.median();
    std::string verdict = "same";
    if (ratio < 0.9 && result.seconds.front() > old.seconds.back()) verdict = "slower";
    if (ratio > 1.1 && result.seconds.back() < old.seconds.front()) verdict = "faster";
    comparison.lines.push_back({result.row.name(), old.median(), result.median(), verdict});
  }
  return comparison;
}

std::string comparison_table(const Comparison& comparison) {
  std::string text = fmt::format("\n{:<60} {:>10} {:>10} {:>10}\n", "row", "then", "now", "then/now");
  for (const auto& line : comparison.lines) {
    text += fmt::format("{:<60} {:>10} {:>10} {:>10.2f}  {}\n", line.row, seconds_text(line.then),
                        seconds_text(line.now), line.then / line.now, line.verdict == "same" ? "" : line.verdict);
  }
  return text;
}

}  // namespace rederive::bench
