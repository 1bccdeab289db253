// One work and all who do it: a part of an epoch each, to warm up and to see how long the whole will take, then whole
// epochs, interleaved.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/versus/progress.h"
#include "bench/versus/versus.h"

namespace rederive::bench {

/// A peer that runs. One that fails is out for all works that follow.
struct Runner {
  Contestant who;
  std::unique_ptr<Peer> peer;
  std::string fault = {};  // why it is out; empty: it is not
};

class Race {
 public:
  /// `runners`, `digits` and `progress` outlive it. Throws UnavailableError for a work that wants more digits.
  Race(const Work& work, std::vector<Runner>& runners, const SharedDigits& digits, Progress& progress);

  /// A twentieth of an epoch by each, then who repeats how often, as repetitions() says. A runner's fault is said, and
  /// kept in it.
  void plan(int most, double budget);
  /// Seconds that run() will take, by plan().
  double estimate() const;
  /// "5 of ours; torch default 3, ..."
  std::string plan_text() const;
  /// The parts of an epoch again, not counted, then whole epochs. Each repetition begins with another contestant. Empty
  /// where no peer does this work, or none is left that did.
  std::optional<Round> run();

  const std::string& name() const { return work_.name; }

 private:
  struct Lane {
    Runner* runner = nullptr;  // none: ours
    int threads = 1;           // of ours
    std::string note = {};
    double epoch = 0;  // estimated seconds
    int repetitions = 0;
    std::vector<double> seconds = {};
    std::optional<double> told = {};
  };
  // The first lane is ours, on one thread: the measure of the others. A second one of ours is no peer.
  bool alone() const {
    return std::all_of(lanes_.begin(), lanes_.end(),
                       [](const Lane& lane) { return lane.runner == nullptr || out(lane); });
  }
  static bool out(const Lane& lane) { return lane.runner != nullptr && !lane.runner->fault.empty(); }
  static std::string name_of(const Lane& lane);
  std::optional<Peer::Answer> epoch(const Lane& lane, Index rows) const;
  Index part() const;

  Work work_;
  const SharedDigits& digits_;
  Progress& progress_;
  std::vector<Lane> lanes_;
};

}  // namespace rederive::bench
