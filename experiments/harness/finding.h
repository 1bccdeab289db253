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

/// A statement that is wrong as printed, beside what is right.
struct Erratum {
  std::string printed;             // the formula as printed, in our own notation
  std::string correction;          // as it should be
  std::string counter_example;     // what the printed one gives, what is true, and at which input
  std::string corrected_evidence;  // how well the correction holds
};

/// The level of every verdict.
inline constexpr double kAlpha = 0.05;

/// A statistical check reports two p values and lets its family decide; any other check decides itself.
struct Finding {
  std::string evidence = {};             // one line: test, n, effect with its interval
  std::string weakest = {};              // of the evidence for several parts, that of the largest p_for
  std::optional<double> p_for = {};      // of the null hypothesis that the claim does not hold
  std::optional<double> p_against = {};  // of the null hypothesis that its opposite does not hold
  std::optional<Verdict> decided = {};
  std::optional<Erratum> erratum = {};
};

inline Finding decided(Verdict verdict, std::string evidence) {
  return {.evidence = std::move(evidence), .decided = verdict};
}

}  // namespace rederive
