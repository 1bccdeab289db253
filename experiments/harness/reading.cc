#include "experiments/harness/reading.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive {

Json parse_json(std::string_view text) {
  using Event = Json::parse_event_t;
  return Json::parse(text, [](int depth, Event event, const Json&) {
    const bool deeper = event == Event::array_start || event == Event::object_start;
    if (deeper && depth >= kDeepestJson) throw Error(fmt::format("it is nested more than {} deep", kDeepestJson));
    return true;
  });
}

Value value_from_json(const Json& json) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (json.is_number_integer()) return whole_from_json(json, std::numeric_limits<std::int64_t>::min(), kMost);
  if (json.is_number_float()) return json.get<double>();
  if (!json.is_string()) throw Error(fmt::format("a value is a number or a word, not {}", json.type_name()));
  std::string word = json.get<std::string>();
  // The three doubles that JSON cannot write as numbers; a word of the same spelling is not used by any parameter.
  if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (word == "inf") return std::numeric_limits<double>::infinity();
  if (word == "-inf") return -std::numeric_limits<double>::infinity();
  return word;
}

Settings settings_from_json(const Json& json) {
  if (!json.is_object()) throw Error(fmt::format("settings are an object, not {}", json.type_name()));
  Settings settings;
  for (const auto& [name, value] : json.items()) {
    settings.emplace_back(name, value_from_json(value));
    const auto* real = std::get_if<double>(&settings.back().second);
    if (real != nullptr && std::isnan(*real)) throw Error("the setting '" + name + "' is NaN");
  }
  return settings;
}

std::int64_t whole_from_json(const Json& json, std::int64_t least, std::int64_t most) {
  if (!json.is_number_integer()) throw Error(fmt::format("a whole number is needed, not {}", json.type_name()));
  // The library keeps a number without a sign as unsigned, and would wrap one that is too large for the other type.
  const bool fits = !json.is_number_unsigned() || std::in_range<std::int64_t>(json.get<std::uint64_t>());
  const auto number = json.get<std::int64_t>();
  if (!fits || number < least || number > most) {
    throw Error(fmt::format("{} is not between {} and {}", json.dump(), least, most));
  }
  return number;
}

std::vector<std::vector<Value>> rows_from_json(const Json& json, std::size_t columns) {
  std::vector<std::vector<Value>> rows;
  for (const Json& values : list_from_json(json, "rows")) {
    auto& row = rows.emplace_back();
    for (const Json& value : list_from_json(values, "a row")) row.push_back(value_from_json(value));
    if (row.size() != columns) throw Error(fmt::format("a row has {} values for {} columns", row.size(), columns));
  }
  return rows;
}

Json words_from_json(const Json& json, std::string_view what) {
  if (!json.is_object()) throw Error(fmt::format("{} are an object, not {}", what, json.type_name()));
  for (const auto& [name, word] : json.items()) {
    if (!word.is_string()) throw Error(fmt::format("{} '{}' is no word", what, name));
  }
  return json;
}

std::string reason(const std::exception& fault) {
  constexpr std::size_t kMost = 300;
  std::string line = fault.what();
  if (line.size() > kMost) line = line.substr(0, kMost) + "...";
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, '?');
  return line;
}

const Json& list_from_json(const Json& json, std::string_view what) {
  if (!json.is_array()) throw Error(fmt::format("{} must be a list, not {}", what, json.type_name()));
  return json;
}

}  // namespace rederive
