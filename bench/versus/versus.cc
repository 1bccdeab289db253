#include "bench/versus/versus.h"

#include <algorithm>
#include <cstdlib>
#include <fnmatch.h>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "bench/machine.h"
#include "reference/core/error.h"

namespace rederive::bench {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::vector<std::string> patterns;
  std::vector<std::string> with;
  int repetitions = 5;
  bool json = false;
  bool list = false;
};

struct Runner {
  Contestant who;
  std::unique_ptr<Peer> peer;
};

std::vector<Work> choose_works(const std::vector<std::string>& patterns) {
  std::vector<Work> works = all_works();
  const auto matches = [](const std::string& pattern, const Work& work) {
    return fnmatch(pattern.c_str(), work.name.c_str(), 0) == 0;
  };
  for (const std::string& pattern : patterns) {
    if (std::any_of(works.begin(), works.end(), [&](const Work& work) { return matches(pattern, work); })) continue;
    std::string known;
    for (const Work& work : works) known += (known.empty() ? "" : " ") + work.name;
    throw UsageError(fmt::format("no work matches '{}'; there are {}", pattern, known));
  }
  std::erase_if(works, [&](const Work& work) {
    return !patterns.empty() && std::none_of(patterns.begin(), patterns.end(),
                                             [&](const std::string& pattern) { return matches(pattern, work); });
  });
  return works;
}

// Those that are there; the others are named. Throws UnavailableError when nobody is.
std::vector<Runner> start_peers(const std::vector<std::string>& with) {
  std::vector<Runner> runners;
  std::string absent;
  for (Contestant& who : contestants(with)) {
    if (absent == who.library) continue;  // its first setting told
    if (who.library == "onednn") {
      fmt::print(stderr, "note: onednn left out: a library of layers, it has no step for any of these works\n");
      continue;
    }
    auto peer = std::make_unique<Peer>(who.command, who.environment);
    if (!peer->missing().empty() || peer->facts().is_null()) {
      absent = who.library;
      fmt::print(stderr, "note: {} left out: {}; Debian has it as python3-{}\n", who.library, peer->missing(),
                 who.library);
      continue;
    }
    runners.push_back({std::move(who), std::move(peer)});
  }
  if (runners.empty()) {
    throw UnavailableError(
        "no peer is here to compare with; install them: apt-get install python3-numpy python3-sklearn python3-torch");
  }
  return runners;
}

Round time_work(const Work& work, const std::vector<Runner>& all, const SharedDigits& digits, int repetitions) {
  Round round{.work = work.name, .ours = {}, .peers = {}};
  Json request = work.request;
  request["file"] = digits.file().string();
  request["pixels"] = digits.rows(1).cols;
  std::vector<const Runner*> runners;
  for (const Runner& runner : all) {
    const Handicap handicapped = handicap(runner.who.library, request);
    if (handicapped.left_out) continue;
    runners.push_back(&runner);
    round.peers.push_back({runner.who.library, runner.who.setting, {}, handicapped.note});
  }
  // The first repetition warms up: caches, allocators, pools of threads. Each begins with another contestant.
  const std::size_t contestants = runners.size() + 1;
  for (int r = 0; r <= repetitions; ++r) {
    for (std::size_t turn = 0; turn < contestants; ++turn) {
      const std::size_t c = (turn + static_cast<std::size_t>(r)) % contestants;
      const double seconds = c == 0 ? work.run(digits) : runners[c - 1]->peer->run(request);
      if (r > 0) (c == 0 ? round.ours : round.peers[c - 1].seconds).push_back(seconds);
    }
  }
  return round;
}

Json machine_json(const Machine& machine, const std::vector<double>& load) {
  return {{"cpu", machine.cpu}, {"target", machine.target}, {"compiler", machine.compiler}, {"load", load}};
}

std::vector<double> load_average() {
  double load[3] = {};
  const int count = ::getloadavg(load, 3);
  return {load, load + std::max(0, count)};
}

int run(const Options& options) {
  const std::vector<Work> works = choose_works(options.patterns);
  if (options.list) {
    for (const Work& work : works) fmt::print("{}\n", work.name);
    return 0;
  }
  const std::vector<Runner> runners = start_peers(options.with);
  const SharedDigits digits;
  const std::vector<double> before = load_average();
  std::vector<Round> rounds;
  for (const Work& work : works) {
    fmt::print(stderr, "{}\n", work.name);
    Round round = time_work(work, runners, digits, options.repetitions);
    if (!round.peers.empty()) rounds.push_back(std::move(round));
  }
  if (rounds.empty()) throw UnavailableError("no peer that is here does any of these works");
  const Machine machine = this_machine();
  if (options.json) {
    Json peers = Json::array();
    for (const Runner& runner : runners) {
      peers.push_back({{"library", runner.who.library},
                       {"setting", runner.who.setting},
                       {"environment", Json::object()},
                       {"facts", runner.peer->facts()}});
      for (const auto& [name, value] : runner.who.environment) peers.back()["environment"][name] = value;
    }
    const Json json = {{"schema", "rederive.versus/1"},
                       {"machine", machine_json(machine, before)},
                       {"digits", digits.name()},
                       {"repetitions", options.repetitions},
                       {"peers", peers},
                       {"works", to_json(rounds)}};
    fmt::print("{}\n", json.dump(2));
  } else {
    fmt::print("{}, {}; ours on 1 thread; {} digits; {} repetitions; load {:.1f}\n", machine.cpu, machine.target,
               digits.name(), options.repetitions, fmt::join(before, " "));
    for (const Runner& runner : runners) {
      fmt::print("{:<8} {:<20} {}\n", runner.who.library, runner.who.setting, runner.peer->facts().dump());
    }
    fmt::print("\n{}", table(rounds));
  }
  if (std::fflush(stdout) != 0) throw IoError("standard output: cannot be written; print to another place");
  return 0;
}

}  // namespace

int versus(std::vector<std::string> arguments) {
  Options options;
  CLI::App app("Times whole training steps beside other libraries, interleaved in one run.", "rederive versus");
  app.add_option("PATTERN", options.patterns, "works (see --list); * and ? as in a shell");
  app.add_option("--with", options.with, "numpy, torch, sklearn, onednn: a list; all that are installed by default")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--repetitions", options.repetitions, "after one that warms up")->check(CLI::Range(1, 1000));
  app.add_flag("--json", options.json, "one JSON object, schema rederive.versus/1, in place of a table");
  app.add_flag("--list", options.list, "name the works and stop");
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(arguments);
    return run(options);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
}

}  // namespace rederive::bench
