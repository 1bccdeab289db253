// rederive list: what there is to run.
#include <algorithm>

#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/plan.h"

namespace rederive {
namespace {

std::string values_text(const std::vector<Value>& values) {
  std::string line;
  for (const Value& value : values) line += (line.empty() ? "" : ",") + text(value);
  return line;
}

// Rough: the declared costs of all cells, on one core.
double seconds(const AnyExperiment& experiment, Profile profile) {
  double sum = 0;
  for (const PlannedCell& cell : plan(experiment, {.profile = profile})) sum += cell.seconds;
  return sum;
}

Json sheet(const AnyExperiment& e) {
  Json parameters = Json::array();
  for (const ParameterSheet& p : e.parameters) {
    parameters.push_back({{"name", p.name}, {"meaning", p.meaning}, {"default", to_json(p.standard)}});
  }
  Json arms = Json::object();
  for (const ArmSheet& arm : e.arms) {
    Json& sweep = arms[arm.name];  // may have values of a shorter profile
    if (sweep.is_null()) sweep = Json::object();
    for (const auto& [name, values] : arm.axes) {
      Json& all = sweep[name];
      for (const Value& value : values) {
        if (std::find(all.begin(), all.end(), to_json(value)) == all.end()) all.push_back(to_json(value));
      }
    }
  }
  Json claims = Json::array();
  for (const ClaimSheet& claim : e.claims) claims.push_back(claim.id);
  Json columns = Json::array();
  for (const ColumnSheet& c : e.columns) columns.push_back({{"name", c.name}, {"unit", c.unit}});
  Json plots = Json::array();
  for (const PlotSheet& plot : e.plots) {
    plots.push_back({{"arm", plot.arm}, {"x", plot.x}, {"y", plot.y}, {"series", plot.series}});
  }
  return {{"name", e.name},
          {"title", e.title},
          {"source", e.source},
          {"data", e.data == Needs::digits ? "digits" : "none"},
          {"parameters", parameters},
          {"sweep", arms},
          {"columns", columns},
          {"claims", claims},
          {"plots", plots},
          {"seeds", {{"smoke", e.seeds.smoke}, {"standard", e.seeds.standard}, {"full", e.seeds.full}}},
          {"core_seconds", {{"standard", seconds(e, Profile::standard)}, {"full", seconds(e, Profile::full)}}}};
}

void print(const AnyExperiment& e) {
  fmt::print("{}\n  {}\n  source: {}\n", e.name, e.title, e.source);
  for (const ParameterSheet& p : e.parameters) {
    fmt::print("  --set {:<22} {}\n", p.name + "=" + text(p.standard), p.meaning);
  }
  for (const ArmSheet& arm : e.arms) {
    std::string sweep;
    for (const auto& [name, values] : arm.axes) sweep += fmt::format(" {}={}", name, values_text(values));
    fmt::print("  sweep {}{}:{}\n", arm.name, arm.from == Profile::full ? ", in full" : "", sweep);
  }
  std::string ids;
  for (const ClaimSheet& claim : e.claims) ids += " " + claim.id;
  if (!ids.empty()) fmt::print("  claims:{}\n", ids);
  fmt::print("  seeds: {} standard, {} full; about {:.0f} and {:.0f} core seconds\n\n", e.seeds.standard, e.seeds.full,
             seconds(e, Profile::standard), seconds(e, Profile::full));
}

struct Flags {
  std::vector<std::string> patterns;
  bool json = false;
};

}  // namespace

void add_list(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("list", "Experiments: name, source, parameters, sweep, claims, cost");
  const auto flags = std::make_shared<Flags>();
  command->add_option("PATTERN", flags->patterns, "Names or globs (rbm/*)");
  command->add_flag("--json", flags->json, "One JSON object instead of text");
  command->callback([flags, &code] {
    const auto chosen = matching(flags->patterns);
    if (flags->json) {
      Json sheets = Json::array();
      for (const AnyExperiment* e : chosen) sheets.push_back(sheet(*e));
      fmt::print("{}\n", dump({{"schema", "rederive.list/1"}, {"experiments", sheets}}, 2));
    } else {
      for (const AnyExperiment* e : chosen) print(*e);
    }
    code = 0;
  });
}

}  // namespace rederive
