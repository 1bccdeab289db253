// What the check of a claim found, and the verdict that follows from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rederive {

enum class Verdict { reproduced, erratum, not_reproduced, inconclusive, skipped };
inline constexpr Verdict kVerdicts[] = {Verdict::reproduced, Verdict::erratum, Verdict::not_reproduced,
                                        Verdict::inconclusive, Verdict::skipped};

std::string_view text(Verdict verdict);

/// The level of every verdict.
inline constexpr double kAlpha = 0.05;

/// A statistical check reports two p values and lets its family decide; any other check decides itself.
struct Finding {
  std::string evidence = {};             // one line: test, n, effect with its interval
  std::string weakest = {};              // of the evidence for several parts, that of the largest p_for
  std::optional<double> p_for = {};      // of the null hypothesis that the claim does not hold
  std::optional<double> p_against = {};  // of the null hypothesis that its opposite does not hold
  std::optional<Verdict> decided = {};
};

inline Finding decided(Verdict verdict, std::string evidence) {
  return {.evidence = std::move(evidence), .decided = verdict};
}

}  // namespace rederive
