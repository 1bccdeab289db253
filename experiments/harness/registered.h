// Registers an experiment: `const Registered experiment{Experiment<Params, Row>{...}};` in the experiment's own file.
// The name comes from the file's path, so there is nothing to keep in step.
#pragma once

#include <algorithm>
#include <map>
#include <memory>

#include "experiments/harness/experiment.h"
#include "reference/core/error.h"

namespace rederive {
namespace detail {

// Not inlined: GCC 12 would follow the pointers to members of types that a small struct has none of, and warn.
template <class S>
[[gnu::noinline]] Value get_member(const S& object, const Member<S>& member) {
  return std::visit(
      [&](auto pointer) -> Value {
        const auto& value = object.*pointer;
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, int>) {
          return std::int64_t{value};
        } else {
          return value;
        }
      },
      member);
}

template <class S>
[[gnu::noinline]] void set_member(S& object, const Member<S>& member, const Value& value) {
  std::visit(
      [&](auto pointer) {
        using T = std::decay_t<decltype(object.*pointer)>;
        if constexpr (std::is_same_v<T, int>) {
          object.*pointer = static_cast<int>(std::get<std::int64_t>(value));
        } else {
          object.*pointer = std::get<T>(value);
        }
      },
      member);
}

template <class P, class R>
class Erased final : public AnyExperiment {
 public:
  Erased(Experiment<P, R> sheet, const std::string& experiment_name) : sheet_(std::move(sheet)) {
    name = experiment_name;
    title = sheet_.title;
    source = sheet_.source;
    data = sheet_.data;
    wide = sheet_.wide;
    seeds = sheet_.seeds;
    computation = reinterpret_cast<Computation>(sheet_.run);
    for (const auto& p : sheet_.params) {
      parameters.push_back({std::string(p.name), std::string(p.meaning), get_member(P{}, p.member), p.range,
                            std::vector<std::string>(p.choices.begin(), p.choices.end())});
    }
    for (const auto& c : sheet_.columns)
      columns.push_back({std::string(c.name), std::string(c.unit), c.tolerance, c.better, get_member(R{}, c.member)});
    for (const auto& c : sheet_.claims) {
      claims.push_back({std::string(c.id), sheet_.data == Needs::digits && c.needs_mnist,
                        std::vector<std::string>(c.with.begin(), c.with.end())});
    }
    for (const auto& arm : sheet_.arms) {
      auto& shown = arms.emplace_back(ArmSheet{.name = std::string(arm.name), .axes = {}, .from = arm.from});
      for (const auto& axis : arm.axes) shown.axes.push_back({name_of(axis.member), axis.values});
    }
    for (const auto& plot : sheet_.plots) {
      if (std::none_of(arms.begin(), arms.end(), [&](const ArmSheet& arm) { return arm.name == plot.arm; })) {
        throw Error(name + " plots the arm '" + std::string(plot.arm) + "', which it does not declare");
      }
      plots.push_back({.arm = std::string(plot.arm),
                       .x = column_of(plot.x),
                       .y = column_of(plot.y),
                       .series = plot.series ? name_of(*plot.series) : ""});
    }
  }

  std::vector<GridPoint> grid(Profile profile, const Overrides& overrides) const override {
    std::vector<Axis<P>> replaced;
    for (const auto& [parameter_name, values] : overrides) {
      const ParameterSheet* known = parameter(parameter_name);
      if (known == nullptr) continue;  // it is another experiment's; the caller knows whether any has it
      for (const Value& value : values) check_value(*known, value);
      replaced.push_back({member_of(parameter_name), values});
    }
    std::vector<GridPoint> points;
    for (const Arm<P>& arm : sheet_.arms) {
      if (arm.from > profile) continue;
      std::vector<P> all{P{}};
      for (const Axis<P>& axis : arm.axes) multiply(all, axis);
      if (profile == Profile::smoke) std::for_each(all.begin(), all.end(), sheet_.smoke);
      for (const Axis<P>& axis : replaced) multiply(all, axis);
      for (const P& params : all) add_point(points, params, arm, profile);
    }
    return points;
  }

  CellResult run(const Settings& settings, const CellContext& context) const override {
    Recorder<R> recorder(context);
    recorder.convert_rows_with({.from_row = [this](const R& row) { return values_of(row); },
                                .to_row = [this](const std::vector<Value>& values) { return row_of(values); },
                                .names = column_names()});
    sheet_.run(params_from(settings), recorder);
    CellResult result{.rows = {}, .pictures = recorder.take_pictures()};
    for (const R& row : recorder.rows()) result.rows.push_back(values_of(row));
    return result;
  }

  std::vector<Finding> judge(const std::vector<FinishedCell>& cells) const override {
    std::map<std::string_view, Samples<P, R>> by_experiment;
    for (const FinishedCell& cell : cells) {
      Sample<P, R> sample{.experiment = cell.experiment,
                          .arms = {},
                          .params = params_from(cell.settings),
                          .seed = cell.seed,
                          .rows = {}};
      sample.arms.assign(cell.arms.begin(), cell.arms.end());
      for (const auto& values : cell.rows) sample.rows.push_back(row_of(values));
      by_experiment[cell.experiment].push_back(std::move(sample));
    }
    std::vector<Finding> findings;
    for (const Claim<P, R>& claim : sheet_.claims) {
      Samples<P, R> samples = by_experiment[name];
      for (const std::string_view other : claim.with) {
        samples.insert(samples.end(), by_experiment[other].begin(), by_experiment[other].end());
      }
      try {
        findings.push_back(claim.test(samples));
      } catch (const Error& fault) {  // a run that diverged, an epoch that was not reached: nothing can be concluded
        findings.push_back(decided(Verdict::inconclusive, fault.what()));
      }
    }
    return findings;
  }

 private:
  std::vector<Value> values_of(const R& row) const {
    std::vector<Value> values;
    for (const auto& column : sheet_.columns) values.push_back(get_member(row, column.member));
    return values;
  }

  R row_of(const std::vector<Value>& values) const {
    R row{};
    for (std::size_t c = 0; c < sheet_.columns.size(); ++c) set_member(row, sheet_.columns[c].member, values.at(c));
    return row;
  }

  std::vector<std::string> column_names() const {
    std::vector<std::string> names;
    for (const ColumnSheet& column : columns) names.push_back(column.name);
    return names;
  }

  const Member<P>& member_of(std::string_view parameter_name) const {
    return std::find_if(sheet_.params.begin(), sheet_.params.end(),
                        [&](const Parameter<P>& p) { return p.name == parameter_name; })
        ->member;
  }

  std::string name_of(const Member<P>& member) const {
    const auto found = std::find_if(sheet_.params.begin(), sheet_.params.end(),
                                    [&](const Parameter<P>& p) { return p.member == member; });
    if (found == sheet_.params.end()) throw Error(name + " sweeps or plots a parameter that it does not declare");
    return std::string(found->name);
  }

  std::string column_of(const Member<R>& member) const {
    const auto found = std::find_if(sheet_.columns.begin(), sheet_.columns.end(),
                                    [&](const Column<R>& c) { return c.member == member; });
    if (found == sheet_.columns.end()) throw Error(name + " plots a column that it does not declare");
    return std::string(found->name);
  }

  P params_from(const Settings& settings) const {
    P params{};
    for (const auto& [parameter_name, value] : settings) {
      if (parameter(parameter_name) != nullptr) set_member(params, member_of(parameter_name), value);
    }
    return params;
  }

  static constexpr std::size_t kMostPoints = 10000;

  // Every setting so far times every value of the axis, which overwrites what stood there.
  static void multiply(std::vector<P>& all, const Axis<P>& axis) {
    if (all.size() * axis.values.size() > kMostPoints) {
      throw UsageError("--set: more than " + std::to_string(kMostPoints) + " settings; give fewer values");
    }
    std::vector<P> product;
    for (const P& params : all) {
      for (const Value& value : axis.values) set_member(product.emplace_back(params), axis.member, value);
    }
    all = std::move(product);
  }

  void add_point(std::vector<GridPoint>& points, const P& params, const Arm<P>& arm, Profile profile) const {
    const auto most_seeds = static_cast<std::uint64_t>(arm.most_seeds.of(profile));
    GridPoint point{
        .settings = {}, .arms = {std::string(arm.name)}, .seconds = sheet_.seconds(params), .most_seeds = most_seeds};
    for (const auto& p : sheet_.params) point.settings.emplace_back(p.name, get_member(params, p.member));
    const auto same = std::find_if(points.begin(), points.end(),
                                   [&](const GridPoint& other) { return other.settings == point.settings; });
    if (same == points.end()) {
      points.push_back(std::move(point));
      return;
    }
    same->most_seeds = std::max(same->most_seeds, most_seeds);
    if (std::find(same->arms.begin(), same->arms.end(), arm.name) == same->arms.end()) {
      same->arms.emplace_back(arm.name);
    }
  }

  Experiment<P, R> sheet_;
};

}  // namespace detail

class Registered {
 public:
  template <class P, class R>
  // The caller's file; std::source_location would say the same, but Clang 14 does not have it.
  explicit Registered(Experiment<P, R> sheet, const char* file = __builtin_FILE()) {
    detail::add_experiment(
        std::make_unique<const detail::Erased<P, R>>(std::move(sheet), detail::name_from_path(file)));
  }
};

}  // namespace rederive
