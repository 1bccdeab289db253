// rederive verify-bits: the same bits on every instruction set, at any number of threads, and on another machine.
#include "experiments/harness/verify_bits.h"

#include <atomic>
#include <thread>

#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/console.h"
#include "experiments/harness/provenance.h"
#include "experiments/harness/reading.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/data/synthetic.h"
#include "reference/kernels/targets.h"

namespace rederive {
namespace {

constexpr std::string_view kSchema = "rederive.verify-bits/1";

struct Flags {
  std::vector<std::string> patterns;
  std::string targets = "all";
  std::string threads = "1,2,3,8";
  std::string against;
  bool json = false;
};

Json read_other(const std::string& file) {
  try {
    Json json = parse_json(read_text(file));
    if (json.at("schema") != kSchema) throw Error("its schema is not " + std::string(kSchema));
    return json;
  } catch (const IoError&) {
    throw;
  } catch (const std::exception& fault) {
    throw IoError(fmt::format("{}: not what verify-bits --json writes: {}", file, reason(fault)));
  }
}

DigestBook::Against compare(DigestBook& book, const Json& other, const std::string& file) {
  try {
    return book.compare(other.at("digests"), file);
  } catch (const std::exception& fault) {
    throw IoError(fmt::format("{}: not what verify-bits --json writes: {}", file, reason(fault)));
  }
}

Json to_json(const Divergence& d) {
  return {{"item", d.item},
          {"part", d.part},
          {"first", {{"place", d.first}, {"digest", d.first_digest}}},
          {"second", {{"place", d.second}, {"digest", d.second_digest}}},
          {"repeat", d.repeat}};
}

void print_text(const VerifyReport& report, const VerifyPlan& plan, const VerifyOptions& options,
                const DigestBook::Against& against, const Flags& flags) {
  const DigestBook& book = report.book;
  for (const Divergence& d : book.divergences()) {
    fmt::print("DIVERGED {}: {}\n  {}: {}\n  {}: {}\n  repeat: {}\n", d.item, d.part, d.first, d.first_digest, d.second,
               d.second_digest, d.repeat);
  }
  for (const std::string& line : report.failures) fmt::print("FAILED {}\n", line);
  fmt::print("{} rows of kernels, {} experiments; targets {}; threads {}\n", plan.rows(), plan.experiments.size(),
             fmt::join(options.targets, " "), fmt::join(options.threads, " "));
  if (!flags.against.empty()) {
    fmt::print("{}: {} digests compared, {} only here, {} only there\n", flags.against, against.compared,
               against.only_here, against.only_there);
  }
  fmt::print("{} digests, {} comparisons: {}\n", book.size(), book.compared(),
             book.divergences().empty() ? (book.compared() == 0 ? "nothing was compared" : "the same bits")
                                        : fmt::format("{} DIVERGED", book.divergences().size()));
}

void print_json(const VerifyReport& report, const VerifyOptions& options, const DigestBook::Against& against,
                const Flags& flags, int code) {
  const auto machine = provenance({.supported = supported_targets(), .chosen = chosen_target()});
  Json divergences = Json::array();
  for (const Divergence& d : report.book.divergences()) divergences.push_back(to_json(d));
  Json json = {{"schema", kSchema},
               {"program", machine.at("program")},
               {"machine", machine.at("machine")},
               {"supported", supported_targets()},
               {"targets", options.targets},
               {"threads", options.threads},
               {"compared", report.book.compared()},
               {"divergences", divergences},
               {"failures", report.failures}};
  if (!flags.against.empty()) {
    json["against"] = {{"file", flags.against},
                       {"compared", against.compared},
                       {"only_here", against.only_here},
                       {"only_there", against.only_there}};
  }
  json["exit_code"] = code;
  json["digests"] = report.book.json();
  fmt::print("{}\n", dump(json, 1));
}

int verify(const Flags& flags) {
  const VerifyPlan plan = verify_plan(flags.patterns);
  VerifyOptions options{.targets = parse_targets(flags.targets), .threads = parse_threads(flags.threads), .say = say};
  Json other;
  if (!flags.against.empty()) other = read_other(flags.against);
  Dataset digits;
  for (const AnyExperiment* experiment : plan.experiments) {
    if (experiment->data == Needs::nothing || options.dataset != nullptr) continue;
    digits = synthetic_digits({}, std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
    options.dataset = &digits;
  }
  VerifyReport report = verify_bits(plan, options);
  if (options.dataset != nullptr) {  // drawn once, so of interest to another machine only
    report.book.add("data synthetic", "all images", digits.digest, {.target = options.targets.front()}, "*");
  }
  DigestBook::Against against;
  if (!flags.against.empty()) against = compare(report.book, other, flags.against);
  const bool one_place = options.targets.size() == 1 && options.threads.size() == 1;
  const bool nothing = report.book.compared() == 0 || (flags.against.empty() ? one_place : against.compared == 0);
  const int code = !report.book.divergences().empty() || !report.failures.empty() ? 1 : nothing ? 3 : 0;
  if (flags.json) {
    print_json(report, options, against, flags, code);
  } else {
    print_text(report, plan, options, against, flags);
  }
  if (code == 3) say("nothing to compare with: name two targets or two numbers of threads, or --against a file");
  return code;
}

}  // namespace

void add_verify_bits(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("verify-bits", "Hold kernels and experiments to the same bits everywhere");
  const auto flags = std::make_shared<Flags>();
  command->add_option("PATTERN", flags->patterns, "Kernels, rows of kernels or experiments, or globs; all without one");
  command->add_option("--targets", flags->targets, "Instruction sets: all that this processor has, or a list AVX2,...");
  command->add_option("--threads", flags->threads, "Numbers of threads, a list (default: 1,2,3,8)");
  command->add_option("--against", flags->against, "What verify-bits --json wrote on another machine");
  command->add_flag("--json", flags->json, "One JSON object with all digests instead of text");
  command->callback([flags, &code] { code = verify(*flags); });
}

}  // namespace rederive
