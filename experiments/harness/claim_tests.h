// The checks that experiments state their claims with. Each is an ordinary function that returns a function of the
// samples; `where` picks samples (cells), a measure makes one number of a sample's rows.
//
//   {"002.P5b.k5-best", lowest(at_last(&Row::valid_xent), &Params::k, 5, in("steps"), "nats/image")}
//
// All orderings are paired by seed: the same data draw, initial weights and order of the minibatches.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "experiments/harness/declaration.h"
#include "experiments/harness/measures.h"

namespace rederive {

// ---- findings from numbers -------------------------------------------------------------------------------------

/// The claim: the differences are positive. Wilcoxon's signed ranks, both ways.
Finding positive_finding(const std::vector<double>& differences, std::string_view what, std::string_view unit);
/// The claim: every part holds (an intersection-union test: the largest p counts). Against it: any part is reversed.
/// A part that is decided against the claim, or else one that decides nothing, decides the whole.
Finding all_hold(const std::vector<Finding>& parts);
/// The first finding, with the evidence of the second after it unless that one had nothing to test.
Finding noted(Finding finding, std::string_view label, const Finding& other);
/// The first finding; its evidence then names the places where the claim would hold, with the weakest of what was found
/// there, and those where that was not shown: Holm over the places, at level kAlpha. One where nothing was run is left
/// out.
Finding sought(Finding finding, std::vector<std::pair<std::string, Finding>> places);
/// The claim: values rise over the sweep. `blocks` holds a row of values per seed, in the order of the sweep.
Finding rising_finding(const std::vector<std::vector<double>>& blocks, std::string_view sweep, std::string_view unit);
/// The claim: the mean difference lies between low and high.
Finding between_finding(const std::vector<double>& differences, double low, double high, std::string_view what,
                        std::string_view unit);
/// The claim: the mean difference is nearer to 0 than the margin.
Finding comparable_finding(const std::vector<double>& differences, double margin, std::string_view what,
                           std::string_view unit);
/// The claim: the document's number could be one of ours. `half_unit` is half a unit of its last printed digit.
Finding predicted_finding(const std::vector<double>& values, double printed, double half_unit, std::string_view unit);

// ---- which samples ---------------------------------------------------------------------------------------------

inline auto in(std::string_view arm) {
  return
      [arm](const auto& sample) { return std::find(sample.arms.begin(), sample.arms.end(), arm) != sample.arms.end(); };
}

/// The samples of one experiment, for a claim that is decided `with` others.
inline auto of(std::string_view experiment) {
  return [experiment](const auto& sample) { return sample.experiment == experiment; };
}

template <class P, class T>
auto when(T P::*parameter, std::type_identity_t<T> value) {
  return [parameter, value](const auto& sample) { return sample.params.*parameter == value; };
}

template <class A, class B>
auto both(A a, B b) {
  return [a, b](const auto& sample) { return a(sample) && b(sample); };
}

// ---- checks ----------------------------------------------------------------------------------------------------

namespace detail {

template <class P, class R, class Where>
std::map<std::uint64_t, double> by_seed(const Samples<P, R>& samples, const Where& where, const Measure<R>& measure) {
  std::map<std::uint64_t, double> values;
  for (const Sample<P, R>& sample : samples) {
    if (where(sample) && !sample.rows.empty()) values[sample.seed] = measure(sample.rows);
  }
  return values;
}

/// b - a for every seed that has both.
inline std::vector<double> differences(const std::map<std::uint64_t, double>& a,
                                       const std::map<std::uint64_t, double>& b) {
  std::vector<double> result;
  for (const auto& [seed, value] : a) {
    if (const auto other = b.find(seed); other != b.end()) result.push_back(other->second - value);
  }
  return result;
}

template <class P, class R, class T, class Where>
std::set<T> swept_values(const Samples<P, R>& samples, T P::*parameter, const Where& where) {
  std::set<T> values;
  for (const Sample<P, R>& sample : samples) {
    if (where(sample)) values.insert(sample.params.*parameter);
  }
  return values;
}

template <class T>
std::string word(const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<T, int>) {
    return std::to_string(value);
  } else {
    return text(value);
  }
}

}  // namespace detail

// `what` is kept as a string of its own, since it may have been put together for the call.

/// The measure is positive, seed by seed.
template <class R, class Where>
auto positive(Measure<R> measure, Where where, std::string_view what, std::string_view unit) {
  return [=, what = std::string(what)](const auto& samples) {
    std::vector<double> values;
    for (const auto& [seed, value] : detail::by_seed(samples, where, measure)) values.push_back(value);
    return positive_finding(values, what, unit);
  };
}

/// The measure is lower where `a` than where `b`.
template <class R, class A, class B>
auto lower(Measure<R> measure, A a, B b, std::string_view what, std::string_view unit) {
  return [=, what = std::string(what)](const auto& samples) {
    return positive_finding(
        detail::differences(detail::by_seed(samples, a, measure), detail::by_seed(samples, b, measure)), what, unit);
  };
}

/// One measure where `a` is above another where `b`: of two models, say, the first early and the second at its best.
template <class R, class A, class B>
auto exceeds(Measure<R> measure_a, A a, Measure<R> measure_b, B b, std::string_view what, std::string_view unit) {
  return [=, what = std::string(what)](const auto& samples) {
    return positive_finding(
        detail::differences(detail::by_seed(samples, b, measure_b), detail::by_seed(samples, a, measure_a)), what,
        unit);
  };
}

/// The mean of the measure lies between `low` and `high`.
template <class R, class Where>
auto lies_between(Measure<R> measure, Where where, double low, double high, std::string_view what,
                  std::string_view unit) {
  return [=, what = std::string(what)](const auto& samples) {
    std::vector<double> values;
    for (const auto& [seed, value] : detail::by_seed(samples, where, measure)) values.push_back(value);
    return between_finding(values, low, high, what, unit);
  };
}

/// The measure rises with the parameter.
template <class P, class R, class T, class Where>
auto trend_up(Measure<R> measure, T P::*parameter, Where where, std::string_view unit) {
  return [=](const Samples<P, R>& samples) {
    std::map<std::uint64_t, std::vector<double>> blocks;
    std::string sweep;
    const std::set<T> values = detail::swept_values(samples, parameter, where);
    for (const T& value : values) {
      sweep += (sweep.empty() ? "" : ", ") + detail::word(value);
      for (const auto& [seed, y] : detail::by_seed(samples, both(where, when(parameter, value)), measure)) {
        blocks[seed].push_back(y);
      }
    }
    std::vector<std::vector<double>> complete;
    for (const auto& [seed, block] : blocks) {
      if (block.size() == values.size()) complete.push_back(block);
    }
    return rising_finding(complete, sweep, unit);
  };
}

namespace detail {

// `sign` +1: the measure at `value` is below that at every other value of the sweep; -1: above.
template <class P, class R, class T, class Where>
auto extreme(double sign, Measure<R> measure, T P::*parameter, std::type_identity_t<T> value, Where where,
             std::string_view unit) {
  return [=](const Samples<P, R>& samples) {
    const auto target = by_seed(samples, both(where, when(parameter, value)), measure);
    std::vector<Finding> parts;
    for (const T& other : swept_values(samples, parameter, where)) {
      if (other == value) continue;
      std::vector<double> difference =
          differences(target, by_seed(samples, both(where, when(parameter, other)), measure));
      for (double& d : difference) d *= sign;
      parts.push_back(positive_finding(difference, (sign > 0 ? "above it at " : "below it at ") + word(other), unit));
    }
    return all_hold(parts);
  };
}

}  // namespace detail

/// The measure is lower at `value` than at every other value of the parameter.
template <class P, class R, class T, class Where>
auto lowest(Measure<R> measure, T P::*parameter, std::type_identity_t<T> value, Where where, std::string_view unit) {
  return detail::extreme(+1, measure, parameter, value, where, unit);
}

template <class P, class R, class T, class Where>
auto highest(Measure<R> measure, T P::*parameter, std::type_identity_t<T> value, Where where, std::string_view unit) {
  return detail::extreme(-1, measure, parameter, value, where, unit);
}

/// The mean of the measure where `b` is within `margin` (a fraction of the mean where `a`) of that where `a`.
template <class R, class A, class B>
auto comparable(Measure<R> measure, A a, B b, double margin, std::string_view what, std::string_view unit) {
  return [=](const auto& samples) {
    const auto base = detail::by_seed(samples, a, measure);
    double mean = 0;
    for (const auto& [seed, value] : base) mean += value / static_cast<double>(base.size());
    return comparable_finding(detail::differences(base, detail::by_seed(samples, b, measure)), margin * std::abs(mean),
                              what, unit);
  };
}

/// The mean of the measure where `b` is below that where `a` by less than `most` and above it by less than `least`:
/// equal or a little lower. An absolute margin on each side.
template <class R, class A, class B>
auto equal_or_a_little_lower(Measure<R> measure, A a, B b, double least, double most, std::string_view what,
                             std::string_view unit) {
  return [=, what = std::string(what)](const auto& samples) {
    return between_finding(
        detail::differences(detail::by_seed(samples, b, measure), detail::by_seed(samples, a, measure)), -least, most,
        what, unit);
  };
}

/// The document's one number is compatible with our runs.
template <class R, class Where>
auto predicted(Measure<R> measure, Where where, double printed, double half_unit, std::string_view unit) {
  return [=](const auto& samples) {
    std::vector<double> values;
    for (const auto& [seed, value] : detail::by_seed(samples, where, measure)) values.push_back(value);
    return predicted_finding(values, printed, half_unit, unit);
  };
}

/// All of these checks hold.
template <class... Tests>
auto all_of(Tests... tests) {
  return [=](const auto& samples) { return all_hold({tests(samples)...}); };
}

/// Decided by `test` alone; what `other` finds (another arm, another measure) stands beside it in the evidence, where
/// its samples were run.
template <class Main, class Other>
auto beside(Main test, std::string_view label, Other other) {
  return [=](const auto& samples) { return noted(test(samples), label, other(samples)); };
}

/// Where else a claim is looked for: another arm, another measure.
template <class P, class R>
struct Place {
  std::string name;
  Test<P, R> test;
};

/// Decided by `test` alone; the evidence then says in which of the places it would hold.
template <class P, class R>
Test<P, R> elsewhere(Test<P, R> test, std::vector<Place<P, R>> places) {
  return [test = std::move(test), places = std::move(places)](const Samples<P, R>& samples) {
    std::vector<std::pair<std::string, Finding>> found;
    for (const auto& [name, there] : places) found.emplace_back(name, there(samples));
    return sought(test(samples), std::move(found));
  };
}

}  // namespace rederive
