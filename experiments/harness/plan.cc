#include "experiments/harness/plan.h"

#include <algorithm>
#include <charconv>

#include "experiments/harness/reading.h"
#include "reference/core/error.h"
#include "reference/core/sha256.h"

namespace rederive {
namespace {

constexpr std::size_t kMostCells = 1000000;
constexpr std::string_view kProfiles[] = {"smoke", "standard", "full"};

bool parse_whole(std::string_view text, std::uint64_t& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t place = text.find(separator);
    parts.push_back(text.substr(0, place));
    if (place == std::string_view::npos) return parts;
    text.remove_prefix(place + 1);
  }
}

// It becomes the name of a folder.
void require_name(const std::string& data) {
  const bool plain = !data.empty() && std::all_of(data.begin(), data.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!plain) throw Error("its data set has an impossible name");
}

SeedRange seeds_of(const AnyExperiment& experiment, const RunOptions& options) {
  if (options.seeds) return *options.seeds;
  const int counts[] = {experiment.seeds.smoke, experiment.seeds.standard, experiment.seeds.full};
  return {1, static_cast<std::uint64_t>(counts[static_cast<int>(options.profile)])};
}

}  // namespace

std::string_view text(Profile profile) { return kProfiles[static_cast<int>(profile)]; }

Profile parse_profile(std::string_view word) {
  for (int i = 0; i < 3; ++i) {
    if (word == kProfiles[i]) return static_cast<Profile>(i);
  }
  throw UsageError("--profile " + std::string(word) + ": a profile is smoke, standard or full");
}

SeedRange parse_seeds(std::string_view word) {
  SeedRange range{1, 0};
  const std::size_t dots = word.find("..");
  const bool whole = dots == std::string_view::npos ? parse_whole(word, range.second)
                                                    : parse_whole(word.substr(0, dots), range.first) &&
                                                          parse_whole(word.substr(dots + 2), range.second);
  if (!whole || range.first < 1 || range.second < range.first || range.second > kMostSeed) {
    throw UsageError("--seeds " + std::string(word) + ": give a count N or a range A..B with 1 <= A <= B <= 100000");
  }
  return range;
}

Json RunOptions::json() const {
  Json sets = Json::object();
  for (const auto& [name, values] : overrides) {
    for (const Value& value : values) sets[name].push_back(to_json(value));
  }
  Json object = {{"profile", text(profile)}, {"data", {{"name", data_name}, {"digest", data_digest}}}, {"set", sets}};
  if (seeds) object["seeds"] = {seeds->first, seeds->second};
  if (!variants.empty()) object["variants"] = variants;
  return object;
}

RunOptions RunOptions::from_json(const Json& json) {
  RunOptions options{.profile = parse_profile(json.at("profile").get<std::string>()),
                     .data_name = json.at("data").at("name").get<std::string>(),
                     .data_digest = json.at("data").at("digest").get<std::string>(),
                     .overrides = {},
                     .seeds = std::nullopt,
                     .variants = json.value("variants", "")};
  require_name(options.data_name);
  if (!json.at("set").is_object()) throw Error("'set' must be an object of parameters and their values");
  for (const auto& [name, values] : json.at("set").items()) {
    auto& list = options.overrides.emplace_back(name, std::vector<Value>{}).second;
    for (const Json& value : list_from_json(values, name)) list.push_back(value_from_json(value));
    if (list.empty()) throw Error("'set' gives " + name + " no value");
  }
  if (json.contains("seeds")) {
    const Json& seeds = list_from_json(json.at("seeds"), "'seeds'");
    if (seeds.size() != 2) throw Error("'seeds' must be the first and the last");
    const std::int64_t first = whole_from_json(seeds[0], 1, kMostSeed);
    options.seeds = SeedRange(first, whole_from_json(seeds[1], first, kMostSeed));
  }
  return options;
}

Overrides parse_overrides(const std::vector<std::string>& sets, const std::vector<const AnyExperiment*>& chosen) {
  Overrides overrides;
  for (const std::string& set : sets) {
    const std::size_t equals = set.find('=');
    if (equals == std::string::npos || equals == 0) throw UsageError("--set " + set + ": write NAME=VALUE[,VALUE...]");
    const std::string name = set.substr(0, equals);
    const auto owner = std::find_if(chosen.begin(), chosen.end(),
                                    [&](const AnyExperiment* e) { return e->parameter(name) != nullptr; });
    if (owner == chosen.end()) {
      std::string known;
      for (const AnyExperiment* e : chosen) {
        for (const ParameterSheet& p : e->parameters) known += (known.empty() ? "" : ", ") + p.name;
      }
      throw UsageError("--set " + set + ": no chosen experiment has a parameter '" + name + "'; there are: " + known);
    }
    std::vector<Value> values;
    for (const std::string_view word : split(std::string_view(set).substr(equals + 1), ',')) {
      values.push_back(parse_value(word, (*owner)->parameter(name)->standard, "--set " + set));
    }
    const auto before =
        std::find_if(overrides.begin(), overrides.end(), [&](const auto& o) { return o.first == name; });
    if (before != overrides.end()) throw UsageError("--set " + set + ": " + name + " is set twice; use NAME=V,V");
    overrides.emplace_back(name, std::move(values));
  }
  // One order, so that the order of the flags does not make another run of the same plan.
  std::sort(overrides.begin(), overrides.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return overrides;
}

std::vector<PlannedCell> plan(const AnyExperiment& experiment, const RunOptions& options) {
  const auto [first, last] = seeds_of(experiment, options);
  std::vector<GridPoint> points = experiment.grid(options.profile, options.overrides);
  std::sort(points.begin(), points.end(),
            [](const GridPoint& a, const GridPoint& b) { return a.settings < b.settings; });
  const std::size_t seeds = last - first + 1;
  if (points.size() > kMostCells / seeds) {
    throw UsageError(experiment.name + ": " + std::to_string(points.size()) + " settings with " +
                     std::to_string(seeds) + " seeds each are more than the " + std::to_string(kMostCells) +
                     " cells that a run may have; give fewer values to --set, or fewer --seeds");
  }
  std::vector<PlannedCell> cells;
  for (const GridPoint& point : points) {
    const std::uint64_t last_here = options.seeds ? last : std::min(last, point.most_seeds);
    for (std::uint64_t seed = first; seed <= last_here; ++seed) {
      cells.push_back({.experiment = &experiment,
                       .key = {.experiment = experiment.name,
                               .settings = point.settings,
                               .seed = seed,
                               .data = experiment.data == Needs::digits ? options.data_digest : "none",
                               .variants = options.variants},
                       .arms = point.arms,
                       .seconds = point.seconds});
    }
  }
  return cells;
}

std::string repeat_command(const PlannedCell& cell, const RunOptions& options) {
  std::string command = "rederive run " + cell.key.experiment;
  if (options.profile != Profile::standard) command += " --profile " + std::string(text(options.profile));
  for (const auto& [name, value] : cell.key.settings) {
    if (value != cell.experiment->parameter(name)->standard) command += " --set " + name + "=" + text(value);
  }
  command += " --seeds " + std::to_string(cell.key.seed) + ".." + std::to_string(cell.key.seed);
  if (!cell.key.variants.empty()) {
    for (const std::string_view choice : split(cell.key.variants, ',')) command += " --variant " + std::string(choice);
  }
  if (cell.experiment->data == Needs::digits) command += " --data " + options.data_name;
  return command;
}

std::string default_run_name(const RunOptions& options) {
  std::string name = std::string(text(options.profile)) + "-" + options.data_name;
  if (options.overrides.empty() && !options.seeds && options.variants.empty()) return name;
  return name + "-" + sha256_hex(options.json().dump()).substr(0, 8);
}

}  // namespace rederive
