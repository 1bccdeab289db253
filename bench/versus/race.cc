#include "bench/versus/race.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "bench/versus/plan.h"
#include "reference/core/error.h"

namespace rederive::bench {
namespace {

constexpr Index kPart = 20;

}  // namespace

Race::Race(const Work& work, std::vector<Runner>& runners, const SharedDigits& digits, Progress& progress)
    : work_(work), digits_(digits), progress_(progress) {
  work_.request["file"] = digits.file().string();
  work_.request["pixels"] = digits.rows(work_.request.at("rows").get<Index>()).cols;
  work_.request["grey"] = digits.grey_file().string();
  work_.request["labels"] = digits.labels_file().string();
  lanes_.push_back({});
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (work_.shared && cores > 1) lanes_.push_back({.threads = cores});
  std::string told;
  for (Runner& runner : runners) {
    const Handicap handicapped = handicap(runner.who.library, work_.request);
    if (!handicapped.left_out) {
      lanes_.push_back({.runner = &runner, .note = handicapped.note});
    } else if (told != runner.who.library) {
      progress.say(fmt::format("note: {} left out of {}: {}", runner.who.library, work.name, handicapped.note));
      told = runner.who.library;
    }
  }
}

std::string Race::name_of(const Lane& lane) {
  if (lane.runner == nullptr) return lane.threads == 1 ? "ours" : fmt::format("ours, {} threads", lane.threads);
  return fmt::format("{}, {}", lane.runner->who.library, lane.runner->who.setting);
}

Index Race::part() const {
  const auto rows = work_.request.at("rows").get<Index>();
  return std::max(rows / kPart, std::min(rows, work_.request.at("batch").get<Index>()));
}

std::optional<Peer::Answer> Race::epoch(const Lane& lane, Index rows) const {
  if (out(lane)) return {};
  if (lane.runner == nullptr) {
    const Epoch epoch = work_.run(digits_, rows, lane.threads);
    Peer::Answer answer{.seconds = epoch.seconds};
    if (work_.told) answer.told = epoch.*work_.told->ours;
    return answer;
  }
  nlohmann::ordered_json request = work_.request;
  request["rows"] = rows;
  try {
    return lane.runner->peer->run(request, work_.told ? work_.told->name : "");
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& fault) {
    lane.runner->fault = fmt::format("{} in {}: {}", name_of(lane), work_.name, fault.what());
    progress_.say("note: left out from here on: " + lane.runner->fault);
    return {};
  }
}

void Race::plan(int most, double budget) {
  const double parts = static_cast<double>(work_.request.at("rows").get<Index>()) / static_cast<double>(part());
  for (Lane& lane : lanes_) {
    progress_.now(fmt::format("warming up: {}: {}", work_.name, name_of(lane)));
    lane.epoch = epoch(lane, part()).value_or(Peer::Answer()).seconds * parts;
  }
  std::erase_if(lanes_, out);
  std::vector<Estimate> epochs;
  for (const Lane& lane : lanes_) {
    epochs.push_back({lane.runner == nullptr ? name_of(lane) : lane.runner->who.library, lane.epoch});
  }
  const std::vector<int> counts = repetitions(epochs, most, budget);
  for (std::size_t i = 0; i < lanes_.size(); ++i) lanes_[i].repetitions = counts[i];
}

double Race::estimate() const {
  double seconds = 0;
  if (alone()) return 0;
  for (const Lane& lane : lanes_) seconds += lane.epoch * (lane.repetitions + 1.0 / kPart);
  return seconds;
}

std::string Race::plan_text() const {
  std::string text;
  for (const Lane& lane : lanes_) {
    if (lane.repetitions == lanes_.front().repetitions) continue;
    text += fmt::format("; {} of {}", lane.repetitions, name_of(lane));
  }
  return fmt::format("{} repetitions{}", lanes_.front().repetitions, text);
}

std::optional<Round> Race::run() {
  if (alone()) return {};
  for (const Lane& lane : lanes_) static_cast<void>(epoch(lane, part()));
  for (int r = 0; r < lanes_.front().repetitions; ++r) {
    for (std::size_t turn = 0; turn < lanes_.size(); ++turn) {
      Lane& lane = lanes_[(turn + static_cast<std::size_t>(r)) % lanes_.size()];
      if (r >= lane.repetitions) continue;
      progress_.now(fmt::format("{}: {} of {}: {}, about {}", work_.name, r + 1, lane.repetitions, name_of(lane),
                                about(lane.epoch)));
      if (const auto answer = epoch(lane, work_.request.at("rows").get<Index>())) {
        lane.seconds.push_back(answer->seconds);
        lane.told = answer->told;
      }
    }
  }
  if (alone()) return {};
  Round round{.work = work_.name,
              .told = work_.told ? work_.told->name : "",
              .ours = lanes_.front().seconds,
              .ours_told = lanes_.front().told,
              .peers = {}};
  for (const Lane& lane : lanes_) {
    if (&lane == &lanes_.front() || out(lane)) continue;
    if (lane.runner == nullptr) {
      round.peers.push_back({"rederive", fmt::format("{} threads", lane.threads), lane.seconds, lane.note, lane.told});
    } else {
      round.peers.push_back({lane.runner->who.library, lane.runner->who.setting, lane.seconds, lane.note, lane.told});
    }
  }
  return round;
}

}  // namespace rederive::bench
