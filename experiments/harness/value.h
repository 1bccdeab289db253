// The numbers and words of results, and their one textual form.
//
// A value is an integer, a double or a word. Text of a double is the shortest that reads back to the same bits
// (std::to_chars); infinities and NaN are "inf", "-inf" and "nan", in JSON too, which has no numbers for them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace rederive {

using Json = nlohmann::ordered_json;
using Value = std::variant<std::int64_t, double, std::string>;

/// Name and value of each parameter, in the order of the declaration.
using Settings = std::vector<std::pair<std::string, Value>>;

std::string text(double x);
std::string text(const Value& value);
/// "k=5 hidden=100 rate=0.05"
std::string text(const Settings& settings);

/// "a whole number", "a number" or "a word".
std::string_view kind_text(const Value& value);

Json to_json(const Value& value);
Json to_json(const Settings& settings);
/// The JSON as text. A path or a reason that is not UTF-8 has its odd bytes replaced: no cause to lose what was
/// computed.
std::string dump(const Json& json, int indent = -1);

/// The value of the text in the type of `like`, or an empty optional-like failure by UsageError naming `what`.
Value parse_value(std::string_view text, const Value& like, const std::string& what);

/// As a double, for statistics; throws Error for a word.
double number(const Value& value);

/// Equal in type and bits: NaN equals NaN, 0 does not equal -0.
bool same_bits(const Value& a, const Value& b);

}  // namespace rederive
