#include "experiments/harness/claim_tests.h"

#include <algorithm>

#include <fmt/format.h>

#include "experiments/harness/statistics.h"

namespace rederive {
namespace {

std::string p_text(double p) { return p < 1e-4 ? fmt::format("{:.1e}", p) : fmt::format("{:.4f}", p); }

std::string interval_text(double estimate, const Interval& interval, std::string_view unit) {
  return fmt::format("{:.4g} [{:.4g}, {:.4g}] {}", estimate, interval.low, interval.high, unit);
}

// A check that decides itself counts like one that is certain.
double p_for(const Finding& finding) {
  if (finding.decided) return *finding.decided == Verdict::reproduced ? 0 : 1;
  return finding.p_for.value();
}

Finding too_few(std::size_t n) {
  return decided(Verdict::inconclusive, fmt::format("n={}: a test needs at least 2 seeds", n));
}

}  // namespace

Finding positive_finding(const std::vector<double>& differences, std::string_view what, std::string_view unit) {
  if (differences.size() < 2) return too_few(differences.size());
  const SignedRankTest up = wilcoxon_signed_rank(differences, Alternative::greater);
  const SignedRankTest down = wilcoxon_signed_rank(differences, Alternative::less);
  return {.evidence = fmt::format("{}: {}; Wilcoxon n={} p={}", what, interval_text(up.estimate, up.interval, unit),
                                  differences.size(), p_text(up.p)),
          .p_for = up.p,
          .p_against = down.p};
}

Finding all_hold(const std::vector<Finding>& parts) {
  if (parts.empty()) return decided(Verdict::inconclusive, "there is nothing to compare with");
  const auto spoils = [&](bool against) {
    return std::find_if(parts.begin(), parts.end(), [&](const Finding& part) {
      return part.decided && *part.decided != Verdict::reproduced &&
             (*part.decided != Verdict::inconclusive) == against;
    });
  };
  for (const bool against : {true, false}) {
    if (const auto part = spoils(against); part != parts.end()) return *part;
  }
  Finding whole{.evidence = {}, .p_for = 0.0, .p_against = 1.0};
  bool tested = false;
  for (const Finding& part : parts) {
    whole.evidence += (whole.evidence.empty() ? "" : "; ") + part.evidence;
    if (part.decided) continue;  // it holds
    tested = true;
    if (part.p_for.value() >= *whole.p_for) {
      whole.p_for = part.p_for;
      whole.weakest = part.weakest.empty() ? part.evidence : part.weakest;
    }
    // Bonferroni over the parts: any of them reversed would contradict the whole.
    whole.p_against = std::min(*whole.p_against, static_cast<double>(parts.size()) * part.p_against.value());
  }
  if (!tested) return decided(Verdict::reproduced, whole.evidence);
  return whole;
}

Finding noted(Finding finding, std::string_view label, const Finding& other) {
  if (other.decided != Verdict::inconclusive) finding.evidence += fmt::format(" | {}: {}", label, other.evidence);
  return finding;
}

Finding sought(Finding finding, std::vector<std::pair<std::string, Finding>> places) {
  std::erase_if(places, [](const auto& place) { return place.second.decided == Verdict::inconclusive; });
  std::vector<double> p;
  for (const auto& [name, there] : places) p.push_back(p_for(there));
  const std::vector<double> adjusted = holm(p);
  std::string held;
  std::string not_shown;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& [name, there] = places[i];
    if (adjusted[i] <= kAlpha) {
      held += fmt::format("{}{} ({})", held.empty() ? " | holds with: " : "; ", name,
                          there.weakest.empty() ? there.evidence : there.weakest);
    } else {
      not_shown +=
          fmt::format("{}{} (p={})", not_shown.empty() ? " | not shown with: " : ", ", name, p_text(adjusted[i]));
    }
  }
  finding.evidence += held + not_shown;
  return finding;
}

Finding rising_finding(const std::vector<std::vector<double>>& blocks, std::string_view sweep, std::string_view unit) {
  if (blocks.size() < 2 || blocks.front().size() < 2) return too_few(blocks.size());
  std::vector<double> values;
  std::vector<double> means(blocks.front().size(), 0.0);
  for (const auto& block : blocks) {
    values.insert(values.end(), block.begin(), block.end());
    for (std::size_t j = 0; j < block.size(); ++j) means[j] += block[j] / static_cast<double>(blocks.size());
  }
  const TrendTest up = page_trend(values, means.size(), Alternative::greater);
  const TrendTest down = page_trend(values, means.size(), Alternative::less);
  std::string shown;
  for (const double mean : means) shown += fmt::format("{}{:.4g}", shown.empty() ? "" : ", ", mean);
  return {.evidence = fmt::format("means over {}: {} {}; Page L={} n={} p={}", sweep, shown, unit, up.statistic,
                                  blocks.size(), p_text(up.p)),
          .p_for = up.p,
          .p_against = down.p};
}

Finding between_finding(const std::vector<double>& differences, double low, double high, std::string_view what,
                        std::string_view unit) {
  if (differences.size() < 2) return too_few(differences.size());
  // As an equivalence around the middle: the two one-sided tests are the same.
  const double middle = (low + high) / 2;
  std::vector<double> centred = differences;
  for (double& d : centred) d -= middle;
  const Equivalence test = equivalence(centred, (high - low) / 2);
  // Against the claim: the mean lies beyond the margin on one side, either of which would do (hence twice).
  std::vector<double> beyond = centred;
  for (double& d : beyond) d = (test.estimate < 0 ? -d : d) - (high - low) / 2;
  const double outside = std::min(1.0, 2 * paired_t(beyond, Alternative::greater).p);
  const Interval interval{test.interval.low + middle, test.interval.high + middle, test.interval.level};
  const std::string margin =
      middle == 0 ? fmt::format("margin {:.4g}", high) : fmt::format("margins {:.4g} and {:.4g}", low, high);
  return {.evidence = fmt::format("{}: {}, {}; two one-sided t tests n={} p={}", what,
                                  interval_text(test.estimate + middle, interval, unit), margin, differences.size(),
                                  p_text(test.p)),
          .p_for = test.p,
          .p_against = outside};
}

Finding comparable_finding(const std::vector<double>& differences, double margin, std::string_view what,
                           std::string_view unit) {
  return between_finding(differences, -margin, margin, what, unit);
}

Finding predicted_finding(const std::vector<double>& values, double printed, double half_unit, std::string_view unit) {
  if (values.size() < 2) return too_few(values.size());
  const Interval interval = prediction_interval(values);
  const bool inside = printed >= interval.low - half_unit && printed <= interval.high + half_unit;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  return decided(inside ? Verdict::reproduced : Verdict::not_reproduced,
                 fmt::format("printed {:g}; ours {:.5g} to {:.5g} {} over n={}, prediction interval [{:.5g}, {:.5g}], "
                             "width {:.3g}",
                             printed, *least, *most, unit, values.size(), interval.low, interval.high,
                             interval.high - interval.low));
}

}  // namespace rederive
