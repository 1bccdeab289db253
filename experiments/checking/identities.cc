#include "experiments/checking/identities.h"

#include <algorithm>
#include <map>

#include "experiments/checking/findings.h"
#include "experiments/harness/declaration.h"
#include "experiments/harness/experiment.h"
#include "experiments/harness/registered.h"

namespace rederive::checking {
namespace {

constexpr std::string_view kTrials = "inputs";

// A sheet of identities as the harness knows experiments: one cell, a row for each statement.
class Checks final : public AnyExperiment {
 public:
  Checks(Identities sheet, const std::string& experiment_name) : sheet_(std::move(sheet)) {
    name = experiment_name;
    title = sheet_.title;
    source = sheet_.source;
    immediate = true;
    seeds = {.smoke = 1, .standard = 1, .full = 1};
    parameters = {{.name = std::string(kTrials),
                   .meaning = "random inputs of each statement",
                   .standard = std::int64_t{20},
                   .range = between(1, 100000),
                   .choices = {}}};
    arms = {{.name = "statements", .axes = {}}};
    for (const Identity& claim : sheet_.claims) claims.push_back({.id = std::string(claim.id), .needs_mnist = false});
    for (const Column<Tried>& column : columns_of()) {
      columns.push_back({.name = std::string(column.name),
                         .unit = "",
                         .tolerance = {},
                         .better = Better::neither,
                         .like = rederive::detail::get_member(Tried{}, column.member)});
    }
  }

  std::vector<GridPoint> grid(Profile, const Overrides& overrides) const override {
    std::vector<Value> counts{parameters.front().standard};
    for (const auto& [parameter_name, values] : overrides) {
      if (parameter_name == kTrials) counts = values;
    }
    std::vector<GridPoint> points;
    for (const Value& count : counts) {
      rederive::detail::check_value(parameters.front(), count);
      points.push_back({.settings = {{std::string(kTrials), count}}, .arms = {"statements"}, .seconds = 0.1});
    }
    return points;
  }

  CellResult run(const Settings& settings, const CellContext& context) const override {
    const int inputs = static_cast<int>(std::get<std::int64_t>(settings.front().second));
    CellResult result;
    for (const Identity& claim : sheet_.claims) {
      for (const auto& [part, statement] : parts(claim)) {
        if (!statement) continue;
        const Tried row = tried(claim.id, part, statement, context.seed, inputs);
        auto& values = result.rows.emplace_back();
        for (const Column<Tried>& column : columns_of()) {
          values.push_back(rederive::detail::get_member(row, column.member));
          if (context.trace != nullptr) context.trace->add("row: " + std::string(column.name), text(values.back()));
        }
      }
    }
    return result;
  }

  std::vector<Finding> judge(const std::vector<FinishedCell>& cells) const override {
    std::map<std::string, std::vector<Tried>> by_claim;
    for (const FinishedCell& cell : cells) {
      for (const auto& values : cell.rows) {
        Tried row;
        for (std::size_t c = 0; c < columns.size(); ++c) {
          rederive::detail::set_member(row, columns_of()[c].member, values.at(c));
        }
        by_claim[row.claim].push_back(std::move(row));
      }
    }
    std::vector<Finding> findings;
    for (const Identity& claim : sheet_.claims) findings.push_back(finding(by_claim[std::string(claim.id)]));
    return findings;
  }

 private:
  static std::vector<std::pair<std::string_view, const Statement&>> parts(const Identity& claim) {
    return {{"printed", claim.printed}, {"corrected", claim.corrected}, {"wrong", claim.wrong}, {"code", claim.code}};
  }

  static const std::vector<Column<Tried>>& columns_of() {
    static const std::vector<Column<Tried>> all = {
        {"claim", &Tried::claim, ""},   {"part", &Tried::part, ""},           {"formula", &Tried::formula, ""},
        {"inputs", &Tried::inputs, ""}, {"failures", &Tried::failures, ""},   {"faults", &Tried::faults, ""},
        {"input", &Tried::input, ""},   {"stated", &Tried::stated, ""},       {"truth", &Tried::truth, ""},
        {"error", &Tried::error, ""},   {"tolerance", &Tried::tolerance, ""}, {"note", &Tried::note, ""}};
    return all;
  }

  Identities sheet_;
};

}  // namespace

RegisteredIdentities::RegisteredIdentities(Identities sheet, const char* file) {
  rederive::detail::add_experiment(
      std::make_unique<const Checks>(std::move(sheet), rederive::detail::name_from_path(file)));
}

}  // namespace rederive::checking
