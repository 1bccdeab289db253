#include <algorithm>

#include <fmt/format.h>

#include "bench/versus/versus.h"

namespace rederive::bench {
namespace {

using Json = nlohmann::ordered_json;

std::string seconds_text(double s) { return s < 0.1 ? fmt::format("{:.1f} ms", s * 1e3) : fmt::format("{:.2f} s", s); }

// "  divergence 1.24, ours 1.17"
std::string told_text(const Round& round, const Timed& timed) {
  if (!timed.told || !round.ours_told) return "";
  return fmt::format("  {} {:.3f}, ours {:.3f}", round.told, *timed.told, *round.ours_told);
}

Json spread_json(const Spread& spread) {
  return {{"least", spread.least}, {"median", spread.median}, {"most", spread.most}};
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Spread ratio(const Round& round, const Timed& timed) {
  std::vector<double> ratios;
  for (std::size_t r = 0; r < timed.seconds.size(); ++r) ratios.push_back(timed.seconds[r] / round.ours[r]);
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  return {*least, median(ratios), *most};
}

std::vector<Timed> shown(const Round& round) {
  std::vector<Timed> kept;
  for (const Timed& first : round.peers) {
    const auto same = [&](const Timed& other) { return other.library == first.library; };
    if (std::any_of(kept.begin(), kept.end(), same)) continue;
    kept.push_back(first);  // the default comes first
    const Timed* best = &first;
    for (const Timed& other : round.peers) {
      if (same(other) && median(other.seconds) < median(best->seconds)) best = &other;
    }
    if (best != &first) kept.push_back(*best);
  }
  return kept;
}

std::string heading() {
  return fmt::format("{:<34} {:<8} {:<20} {:>9} {:>9} {:>2}  {}\n", "work", "peer", "setting", "peer's", "ours", "n",
                     "peer's / ours: median [least, most] of n");
}

std::string rows(const Round& round) {
  std::string text;
  for (const Timed& timed : shown(round)) {
    const Spread spread = ratio(round, timed);
    text += fmt::format("{:<34} {:<8} {:<20} {:>9} {:>9} {:>2}  {:>6.2f} [{:.2f}, {:.2f}]{}{}\n", round.work,
                        timed.library, timed.setting, seconds_text(median(timed.seconds)),
                        seconds_text(median(round.ours)), timed.seconds.size(), spread.median, spread.least,
                        spread.most, told_text(round, timed), timed.note.empty() ? "" : "  " + timed.note);
  }
  return text;
}

Json to_json(const std::vector<Round>& rounds) {
  Json works = Json::array();
  for (const Round& round : rounds) {
    Json peers = Json::array();
    for (const Timed& timed : round.peers) {
      peers.push_back({{"library", timed.library},
                       {"setting", timed.setting},
                       {"seconds", timed.seconds},
                       {"ratio", spread_json(ratio(round, timed))},
                       {"note", timed.note}});
      if (timed.told) peers.back()[round.told] = *timed.told;
    }
    Json ours = {{"threads", 1}, {"seconds", round.ours}};
    if (round.ours_told) ours[round.told] = *round.ours_told;
    works.push_back({{"work", round.work}, {"ours", ours}, {"peers", peers}});
  }
  return works;
}

}  // namespace rederive::bench
