#include "bench/versus/versus.h"

#include <algorithm>
#include <cstdlib>
#include <fnmatch.h>
#include <functional>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "bench/command.h"
#include "bench/machine.h"
#include "bench/versus/interrupt.h"
#include "bench/versus/progress.h"
#include "bench/versus/race.h"
#include "reference/core/error.h"

namespace rederive::bench {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::vector<std::string> patterns;
  std::vector<std::string> with;
  std::string data;
  std::string peers;
  int repetitions = 5;
  bool json = false;
  bool list = false;
};

// Seconds for one work. With it the default table takes about ten minutes on two quiet cores: the works of large
// batches and 500 units go beyond it with their least number of repetitions, those of small batches stay far below.
constexpr double kBudget = 30;

std::vector<Work> choose_works(const std::vector<std::string>& patterns) {
  std::vector<Work> works = all_works();
  const auto matches = [](const std::string& pattern, const Work& work) {
    return work.on_request ? pattern == work.name : fnmatch(pattern.c_str(), work.name.c_str(), 0) == 0;
  };
  for (const std::string& pattern : patterns) {
    if (std::any_of(works.begin(), works.end(), [&](const Work& work) { return matches(pattern, work); })) continue;
    std::string known;
    for (const Work& work : works) known += (known.empty() ? "" : " ") + work.name;
    throw UsageError(fmt::format("no work matches '{}'; there are {}", pattern, known));
  }
  std::erase_if(works, [&](const Work& work) {
    if (patterns.empty()) return work.on_request;
    return std::none_of(patterns.begin(), patterns.end(),
                        [&](const std::string& pattern) { return matches(pattern, work); });
  });
  return works;
}

// The first of its commands that says it is ready; else its `missing` tells why none is.
std::unique_ptr<Peer> start(const Contestant& who, std::string& missing) {
  for (const std::vector<std::string>& command : who.commands) {
    auto peer = std::make_unique<Peer>(command, who.environment);
    if (peer->missing().empty() && !peer->facts().is_null()) return peer;
    if (missing.empty()) missing = peer->missing().empty() ? "it says neither ready nor missing" : peer->missing();
  }
  return nullptr;
}

std::string remedy(const std::string& library) {
  if (library != "onednn") return "Debian has it as python3-" + library;
  return "scripts/install-dependencies --rivals, then build again";
}

// Those that are there; the others are named. Throws UnavailableError when nobody is.
std::vector<Runner> start_peers(std::vector<Contestant> chosen, Progress& progress) {
  std::vector<Runner> runners;
  std::string absent;
  for (Contestant& who : chosen) {
    if (absent == who.library) continue;  // its first setting told
    progress.now(fmt::format("starting {}, {}", who.library, who.setting));
    std::string missing = who.commands.empty() ? "this program was built without it" : "";
    if (auto peer = start(who, missing)) {
      runners.push_back({std::move(who), std::move(peer)});
      continue;
    }
    absent = who.library;
    progress.say(fmt::format("note: {} left out: {}; {}", who.library, missing, remedy(who.library)));
  }
  if (runners.empty()) {
    throw UnavailableError(
        "no peer is here to compare with; install them: apt-get install python3-numpy python3-sklearn python3-torch");
  }
  return runners;
}

Json machine_json(const Machine& machine, const std::vector<double>& load) {
  return {{"cpu", machine.cpu}, {"target", machine.target}, {"compiler", machine.compiler}, {"load", load}};
}

std::vector<double> load_average() {
  double load[3] = {};
  const int count = ::getloadavg(load, 3);
  return {load, load + std::max(0, count)};
}

std::string introduction(const std::vector<Runner>& runners, const SharedDigits& digits,
                         const std::vector<double>& load) {
  const Machine machine = this_machine();
  std::string text = fmt::format("{}, {}; ours on 1 thread where nothing else is said; {} digits; load {:.1f}\n",
                                 machine.cpu, machine.target, digits.name(), fmt::join(load, " "));
  for (const Runner& runner : runners) {
    text += fmt::format("{:<8} {:<20} {}\n", runner.who.library, runner.who.setting, runner.peer->facts().dump());
  }
  return text + "\n" + heading();
}

Json runners_json(const std::vector<Runner>& runners) {
  Json peers = Json::array();
  for (const Runner& runner : runners) {
    peers.push_back({{"library", runner.who.library},
                     {"setting", runner.who.setting},
                     {"environment", Json::object()},
                     {"facts", runner.peer->facts()},
                     {"fault", runner.fault}});
    for (const auto& [name, value] : runner.who.environment) peers.back()["environment"][name] = value;
  }
  return peers;
}

// All of them are planned before the first is timed, so that what is to come can be told.
std::vector<Race> plan(const std::vector<Work>& works, std::vector<Runner>& runners, const SharedDigits& digits,
                       int most, Progress& progress) {
  std::vector<Race> races;
  for (const Work& work : works) races.emplace_back(work, runners, digits, progress);
  progress.say(fmt::format("warming up: {} works, a twentieth of an epoch each", works.size()));
  for (Race& race : races) race.plan(most, kBudget);
  return races;
}

// Calls `finished` for each work that some peer did. True when the user stopped it.
bool time_works(std::vector<Race>& races, Progress& progress, const std::function<void(const Round&)>& finished) {
  double left = 0;
  for (const Race& race : races) left += race.estimate();
  try {
    for (std::size_t i = 0; i < races.size(); ++i) {
      progress.say(fmt::format("[{}/{}] {}: about {}, {}; to the end about {}", i + 1, races.size(), races[i].name(),
                               about(races[i].estimate()), races[i].plan_text(), about(left)));
      if (const auto round = races[i].run()) finished(*round);
      left -= races[i].estimate();
    }
  } catch (const Interrupted&) {
    return true;
  }
  return false;
}

int run(const Options& options) {
  const std::vector<Work> works = choose_works(options.patterns);
  if (options.list) {
    for (const Work& work : works) fmt::print("{}\n", work.name);
    print("");
    return 0;
  }
  std::vector<Contestant> chosen = contestants(options.with, options.peers);  // before the data: usage comes first
  watch_interrupts();
  Progress progress;
  const SharedDigits digits(options.data);
  if (!digits.note().empty()) progress.say("note: " + digits.note());
  std::vector<Runner> runners = start_peers(std::move(chosen), progress);
  const std::vector<double> before = load_average();
  std::vector<Race> races = plan(works, runners, digits, options.repetitions, progress);
  std::vector<Round> rounds;
  const bool stopped = time_works(races, progress, [&](const Round& round) {
    progress.clear();
    if (!options.json) print((rounds.empty() ? introduction(runners, digits, before) : "") + rows(round));
    rounds.push_back(round);
  });
  progress.clear();
  const bool faults = std::any_of(runners.begin(), runners.end(), [](const Runner& r) { return !r.fault.empty(); });
  if (options.json) {
    const Json json = {{"schema", "rederive.versus/1"}, {"machine", machine_json(this_machine(), before)},
                       {"digits", digits.name()},       {"repetitions", options.repetitions},
                       {"interrupted", stopped},        {"peers", runners_json(runners)},
                       {"works", to_json(rounds)}};
    print(json.dump(2) + "\n");
  }
  if (stopped) throw Interrupted();
  if (rounds.empty() && !faults) throw UnavailableError("no peer that is here does any of these works");
  return faults ? 1 : 0;
}

}  // namespace

int versus(std::vector<std::string> arguments) {
  Options options;
  CLI::App app("Times whole training steps beside other libraries, interleaved in one run.", "rederive versus");
  app.add_option("PATTERN", options.patterns, "works (see --list); * and ? as in a shell");
  app.add_option("--with", options.with, "numpy, torch, sklearn, onednn: a list; all that are installed by default")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--data", options.data, "mnist, synthetic or a folder; MNIST where it is found by default");
  app.add_option("--repetitions", options.repetitions, "at most; 3 where more would take long")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--peers", options.peers, "a folder with other NAME_peer.py to stand for the libraries");
  app.add_flag("--json", options.json, "one JSON object, schema rederive.versus/1, in place of a table");
  app.add_flag("--list", options.list, "name the works and stop");
  return parse_and_run(app, std::move(arguments), [&] { return run(options); });
}

}  // namespace rederive::bench
