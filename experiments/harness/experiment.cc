#include "experiments/harness/experiment.h"

#include <algorithm>
#include <cmath>
#include <fnmatch.h>
#include <set>

#include "reference/core/error.h"

namespace rederive {
namespace {

struct Registry {
  std::vector<std::unique_ptr<const AnyExperiment>> owned;
  std::vector<const AnyExperiment*> sorted;
};

Registry& registry() {
  static Registry instance;
  return instance;
}

std::string range_text(const Range& range) {
  std::string least = (range.least_excluded ? "> " : ">= ") + text(range.least);
  if (std::isinf(range.most)) return least;
  if (std::isinf(range.least)) return "<= " + text(range.most);
  return least + " and <= " + text(range.most);
}

}  // namespace

const ParameterSheet* AnyExperiment::parameter(std::string_view parameter_name) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const ParameterSheet& sheet) { return sheet.name == parameter_name; });
  return found == parameters.end() ? nullptr : &*found;
}

const std::vector<const AnyExperiment*>& experiments() { return registry().sorted; }

std::vector<const AnyExperiment*> matching(const std::vector<std::string>& patterns) {
  if (patterns.empty()) return experiments();
  std::set<const AnyExperiment*> chosen;
  for (const std::string& pattern : patterns) {
    bool any = false;
    for (const AnyExperiment* experiment : experiments()) {
      if (fnmatch(pattern.c_str(), experiment->name.c_str(), 0) != 0) continue;
      chosen.insert(experiment);
      any = true;
    }
    if (!any) {
      throw UsageError("no experiment matches '" + pattern + "'; `rederive list` shows all " +
                       std::to_string(experiments().size()));
    }
  }
  std::vector<const AnyExperiment*> result;
  std::copy_if(experiments().begin(), experiments().end(), std::back_inserter(result),
               [&](const AnyExperiment* experiment) { return chosen.contains(experiment); });
  return result;
}

namespace detail {

void add_experiment(std::unique_ptr<const AnyExperiment> experiment) {
  Registry& all = registry();
  const auto place = std::lower_bound(all.sorted.begin(), all.sorted.end(), experiment.get(),
                                      [](const auto* a, const auto* b) { return a->name < b->name; });
  all.sorted.insert(place, experiment.get());
  all.owned.push_back(std::move(experiment));
}

std::string name_from_path(std::string_view path) {
  constexpr std::string_view kFolder = "experiments/";
  const std::size_t folder = path.rfind(kFolder);
  if (folder != std::string_view::npos) path.remove_prefix(folder + kFolder.size());
  return std::string(path.substr(0, path.rfind('.')));
}

void check_value(const ParameterSheet& parameter, const Value& value) {
  const auto refuse = [&](const std::string& allowed) {
    throw UsageError("--set " + parameter.name + "=" + text(value) + ": " + parameter.name + " (" + parameter.meaning +
                     ") must be " + allowed);
  };
  if (value.index() != parameter.standard.index()) {
    refuse(std::string(kind_text(parameter.standard)));
  }
  if (const auto* word = std::get_if<std::string>(&value)) {
    if (std::find(parameter.choices.begin(), parameter.choices.end(), *word) != parameter.choices.end()) return;
    std::string choices;
    for (const std::string& choice : parameter.choices) choices += (choices.empty() ? "" : " or ") + choice;
    refuse(choices);
    return;
  }
  const double x = number(value);
  const Range& range = parameter.range;
  // Written so that NaN, which compares false with everything, is refused.
  const bool inside =
      (range.least_excluded ? x > range.least : x >= range.least) && x <= range.most && (!std::isinf(x));
  if (!inside) refuse("a finite number " + range_text(range));
  if (std::holds_alternative<std::int64_t>(value) && std::fabs(x) > 1e9) refuse("at most 1000000000");
}

}  // namespace detail
}  // namespace rederive
