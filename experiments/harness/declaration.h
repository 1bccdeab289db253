// What an experiment declares: its parameters, sweep, columns, claims and how to run it, once, as data. Command-line
// flags, defaults, tables, comparisons and the line that repeats a failing cell all come from these member pointers.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "experiments/harness/finding.h"
#include "experiments/harness/recorder.h"
#include "experiments/harness/value.h"

namespace rederive {

enum class Profile { smoke, standard, full };

/// What a parameter may be. NaN is in no range.
struct Range {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool least_excluded = false;
};
inline Range at_least(double least) { return {.least = least}; }
inline Range above(double least) { return {.least = least, .least_excluded = true}; }
inline Range between(double least, double most) { return {.least = least, .most = most}; }

template <class T>
using Member = std::variant<int T::*, double T::*, std::string T::*>;

template <class P>
struct Parameter {
  std::string_view name;
  Member<P> member;
  std::string_view meaning;
  Range range;                            // for numbers
  std::vector<std::string_view> choices;  // for words
};

/// A parameter and the values it takes in turn.
template <class P>
struct Axis {
  Member<P> member;
  std::vector<Value> values;
};

template <class P, class T>
Axis<P> over(T P::*member, std::initializer_list<std::type_identity_t<T>> values) {
  Axis<P> axis{member, {}};
  for (const T& value : values) {
    if constexpr (std::is_same_v<T, int>) {
      axis.values.emplace_back(std::int64_t{value});
    } else {
      axis.values.emplace_back(value);
    }
  }
  return axis;
}

/// Of the seeds that the profile runs, at most so many: for an arm beside the main ones.
struct MostSeeds {
  int standard = std::numeric_limits<int>::max();  // and smoke
  int full = std::numeric_limits<int>::max();

  MostSeeds() = default;
  MostSeeds(int all) : MostSeeds(all, all) {}  // NOLINT(google-explicit-constructor): one limit for all
  MostSeeds(int in_standard, int in_full) : standard(in_standard), full(in_full) {}
  int of(Profile profile) const { return profile == Profile::full ? full : standard; }
};

/// A named part of the study: the product of its axes, the other parameters at their defaults. Arms of one name are
/// one: what it has in the shorter profiles, and what `full` adds.
template <class P>
struct Arm {
  std::string_view name;
  std::vector<Axis<P>> axes;
  Profile from = Profile::smoke;  // `full` keeps an arm out of the shorter profiles
  MostSeeds most_seeds;
};

/// How many seeds (1, 2, ..., n) each profile runs.
struct SeedCounts {
  int smoke = 2;
  int standard = 5;
  int full = 10;
};

enum class Better { neither, lower, higher };

/// How far the mean of a column may move from its baseline before the change counts, as a fraction of the baseline's
/// mean. Only asked where bits differ.
struct Tolerance {
  double relative = 0;
};
inline Tolerance relative(double fraction) { return {fraction}; }

template <class R>
struct Column {
  std::string_view name;
  Member<R> member;
  std::string_view unit;
  Tolerance tolerance = relative(0.01);
  Better better = Better::neither;
};

/// One cell as its experiment knows it: what claims are computed from.
template <class P, class R>
struct Sample {
  std::string_view experiment;
  std::vector<std::string_view> arms;
  P params;
  std::uint64_t seed = 0;
  std::vector<R> rows;
};
template <class P, class R>
using Samples = std::vector<Sample<P, R>>;

template <class P, class R>
using Test = std::function<Finding(const Samples<P, R>&)>;

template <class P, class R>
struct Claim {
  std::string_view id;  // as in experiments/claims.tsv
  Test<P, R> test;
  bool needs_mnist = true;  // of an experiment on digits: is the statement about MNIST itself?
  // Other experiments of the same parameters and columns, whose samples the test gets as well: see of().
  std::vector<std::string_view> with;
};

enum class Needs { nothing, digits };

/// A column over another, of the cells of one arm: a line for each value of a parameter, or one for all.
template <class P, class R>
struct Plot {
  std::string_view arm;
  Member<R> x;
  Member<R> y;
  std::optional<Member<P>> series = std::nullopt;
};

template <class P, class R>
struct Experiment {
  std::string_view title;
  std::string_view source;
  Needs data = Needs::digits;
  bool wide = false;  // a cell takes minutes: it runs alone, shares its work among all threads and keeps checkpoints
  std::vector<Parameter<P>> params;
  std::vector<Arm<P>> arms;
  SeedCounts seeds;
  void (*smoke)(P&) = [](P&) {};                               // makes any setting small enough for the smoke profile
  double (*seconds)(const P&) = [](const P&) { return 1.0; };  // rough cost of a cell: longest first
  std::vector<Column<R>> columns;
  std::vector<Claim<P, R>> claims;
  std::vector<Plot<P, R>> plots;
  void (*run)(const P&, Recorder<R>&) = nullptr;
};

}  // namespace rederive
