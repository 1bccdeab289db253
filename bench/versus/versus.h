// Whole training steps side by side with other libraries, interleaved in one run: rederive versus.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bench/versus/peer.h"
#include "bench/versus/works.h"

namespace rederive::bench {

/// A library in one setting of its threads.
struct Contestant {
  std::string library;                             // as --with names it
  std::string setting;                             // "default", "1 thread", ...
  std::vector<std::vector<std::string>> commands;  // ways to start it; the first that works counts
  Environment environment;
};

/// Every library in every setting that is worth trying on this machine. `peers` is the folder of the programs in Python
/// that stand for libraries; empty means the project's own. Throws UsageError for a name in `with` that is none; an
/// empty list means all.
std::vector<Contestant> contestants(const std::vector<std::string>& with, const std::string& peers);

/// Why this library does less than the work asks, or cannot do it at all: empty where it does the same.
struct Handicap {
  bool left_out = false;
  std::string note;
};
Handicap handicap(const std::string& library, const nlohmann::ordered_json& request);

/// Seconds of each repetition; ratio() is of the same repetition, so that a slow minute of the machine falls on both. A
/// setting that is much slower than another of its library has fewer of them than we have.
struct Timed {
  std::string library;
  std::string setting;
  std::vector<double> seconds;
  std::string note;
  std::optional<double> told = {};  // what came out of the last repetition
};
struct Round {
  std::string work;
  std::string told = {};  // the name of that number; empty: none
  std::vector<double> ours;
  std::optional<double> ours_told = {};
  std::vector<Timed> peers;
};

/// Least, median and largest of the peer's time over ours, repetition by repetition: above 1 is slower than we are.
struct Spread {
  double least = 0, median = 0, most = 0;
};
Spread ratio(const Round& round, const Timed& timed);
double median(std::vector<double> values);

/// For each library its default setting and its fastest one, by medians; both are one where they coincide.
std::vector<Timed> shown(const Round& round);

std::string heading();
std::string rows(const Round& round);
nlohmann::ordered_json to_json(const std::vector<Round>& rounds);

/// The command, without its name; returns the exit code. Throws as the benchmark does.
int versus(std::vector<std::string> arguments);

}  // namespace rederive::bench
