#include "experiments/harness/value.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "reference/core/error.h"

namespace rederive {
namespace {

template <class Number>
bool parse_number(std::string_view text, Number& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string text(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x);
  return {buffer.data(), result.ptr};
}

std::string text(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&value)) return text(*real);
  return std::get<std::string>(value);
}

std::string text(const Settings& settings) {
  std::string line;
  for (const auto& [name, value] : settings) line += (line.empty() ? "" : " ") + name + "=" + text(value);
  return line;
}

std::string_view kind_text(const Value& value) {
  constexpr std::string_view kWords[] = {"a whole number", "a number", "a word"};
  return kWords[value.index()];
}

Json to_json(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return std::isfinite(*real) ? Json(*real) : Json(text(*real));
  return std::get<std::string>(value);
}

Json to_json(const Settings& settings) {
  Json object = Json::object();
  for (const auto& [name, value] : settings) object[name] = to_json(value);
  return object;
}

std::string dump(const Json& json, int indent) { return json.dump(indent, ' ', false, Json::error_handler_t::replace); }

Value parse_value(std::string_view text, const Value& like, const std::string& what) {
  if (std::holds_alternative<std::int64_t>(like)) {
    std::int64_t integer = 0;
    if (parse_number(text, integer)) return integer;
    throw UsageError(what + ": '" + std::string(text) + "' is not a whole number");
  }
  if (std::holds_alternative<double>(like)) {
    double real = 0;
    if (parse_number(text, real)) return real;
    throw UsageError(what + ": '" + std::string(text) + "' is not a number");
  }
  return std::string(text);
}

double number(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  throw Error("'" + std::get<std::string>(value) + "' is a word where a number is needed");
}

bool same_bits(const Value& a, const Value& b) {
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (x == nullptr || y == nullptr) return a == b;
  return std::bit_cast<std::uint64_t>(*x) == std::bit_cast<std::uint64_t>(*y) || (std::isnan(*x) && std::isnan(*y));
}

}  // namespace rederive
