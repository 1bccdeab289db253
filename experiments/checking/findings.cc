#include "experiments/checking/findings.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace rederive::checking {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

const Tried* part(const std::vector<Tried>& parts, std::string_view name) {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const Tried& t) { return t.part == name; });
  return found == parts.end() ? nullptr : &*found;
}

bool holds(const Tried& tried) { return tried.failures == 0; }

// "inputs" is left out where there is but one, which the statement itself names.
std::string inputs_text(const Tried& tried) {
  return tried.inputs == 1 ? "" : fmt::format("{} inputs, ", tried.inputs);
}

std::string holding_text(const Tried& tried) {
  if (tried.tolerance == 0 && tried.inputs == 1) return "holds";
  if (tried.tolerance == 0) return fmt::format("holds at {} inputs", tried.inputs);
  if (tried.inputs == 1) {
    return fmt::format("{:.6g} against {:.6g} (tolerance {:.2g})", tried.stated, tried.truth, tried.tolerance);
  }
  return fmt::format("{}error at most {:.2g} (tolerance {:.2g})", inputs_text(tried), tried.error, tried.tolerance);
}

std::string failing_text(const Tried& tried) {
  const std::string where = tried.input.empty() ? "" : " at " + tried.input;
  if (!tried.note.empty()) return fmt::format("does not type-check: {}{}", tried.note, where);
  if (tried.tolerance == 0) return "does not hold" + where;
  return fmt::format("gives {:.6g}, truth {:.6g}{}", tried.stated, tried.truth, where);
}

}  // namespace

Tried tried(std::string_view claim, std::string_view part_name, const Statement& statement, std::uint64_t seed,
            int inputs) {
  Tried result{.claim = std::string(claim), .part = std::string(part_name), .formula = std::string(statement.text)};
  double worst_ratio = -1;
  const auto keep_worse = [&](double ratio, const Trial& trial) {
    if (ratio <= worst_ratio) return false;
    worst_ratio = ratio;
    result.input = trial.text();
    return true;
  };
  const auto fail = [&](const Trial& trial, const Error& fault) {
    if (!keep_worse(kInfinity, trial)) return;
    result.stated = result.truth = kNaN;
    result.error = kInfinity;
    result.note = fault.what();
  };
  for (int number = 0; number < inputs; ++number) {
    const Trial trial(seed, number);
    ++result.inputs;
    try {
      const Comparison comparison = statement.test(trial);
      const Worst at = worst(comparison);
      if (!at.holds) ++result.failures;
      const double ratio = at.error == 0 ? 0 : at.error / comparison.tolerance;
      if (keep_worse(ratio, trial)) {
        result.stated = comparison.stated[at.place];
        result.truth = comparison.truth[at.place];
        result.error = at.error;
        result.tolerance = comparison.tolerance;
        result.note.clear();
      }
    } catch (const ShapeError& fault) {
      ++result.failures;
      fail(trial, fault);
    } catch (const Error& fault) {  // differences that do not settle, say: nothing is known of the statement
      if (++result.faults == 1) worst_ratio = -1;  // it is what the evidence names
      fail(trial, fault);
    }
    if (trial.unused()) break;
  }
  return result;
}

Finding finding(const std::vector<Tried>& parts) {
  const Tried* printed = part(parts, "printed");
  const Tried* corrected = part(parts, "corrected");
  const Tried* wrong = part(parts, "wrong");
  const Tried* code = part(parts, "code");
  if (printed == nullptr) return decided(Verdict::inconclusive, "the run has no row of this claim");
  for (const Tried& tried : parts) {
    if (tried.faults == 0) continue;
    return decided(Verdict::inconclusive,
                   fmt::format("the check of '{}' broke down: {} at {}", tried.formula, tried.note, tried.input));
  }
  if (code != nullptr && !holds(*code)) {
    return decided(Verdict::inconclusive, fmt::format("our own code ({}) {}", code->formula, failing_text(*code)));
  }
  const std::string trained = code == nullptr ? "" : fmt::format("; {}: {}", code->formula, holding_text(*code));
  if (holds(*printed)) {
    if (wrong == nullptr || holds(*wrong)) {
      return decided(Verdict::inconclusive, fmt::format("the inputs cannot tell it from a mistake ({})",
                                                        wrong == nullptr ? "none is named" : wrong->formula));
    }
    return decided(Verdict::reproduced, fmt::format("{}; wrong would be {}, which {}{}", holding_text(*printed),
                                                    wrong->formula, failing_text(*wrong), trained));
  }
  const std::string as_printed = fmt::format("as printed, {}, it {}", printed->formula, failing_text(*printed));
  if (corrected == nullptr || !holds(*corrected)) {
    const std::string tried = corrected == nullptr ? "" : fmt::format("; nor does {}", corrected->formula);
    return decided(Verdict::not_reproduced, as_printed + tried);
  }
  Finding result = decided(Verdict::erratum, fmt::format("{}; right is {}: {}{}", as_printed, corrected->formula,
                                                         holding_text(*corrected), trained));
  result.erratum = Erratum{.printed = printed->formula,
                           .correction = corrected->formula,
                           .counter_example = failing_text(*printed),
                           .corrected_evidence = holding_text(*corrected)};
  return result;
}

}  // namespace rederive::checking
