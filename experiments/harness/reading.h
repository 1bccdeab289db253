// Reading back what the program wrote as JSON. Every file may have been cut short, edited or made by somebody else:
// all of these take any bytes and either give what they promise or throw Error with what is wrong.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/harness/value.h"

namespace rederive {

/// Nothing of ours is nested deeper; the library copies and compares recursively, so depth costs stack.
inline constexpr int kDeepestJson = 16;
Json parse_json(std::string_view text);

/// A number or a word. "nan", "inf" and "-inf" are doubles.
Value value_from_json(const Json& json);

/// Names and values of parameters, which are never NaN: settings can be sorted.
Settings settings_from_json(const Json& json);

/// A whole number in [least, most]; 1.0 is none.
std::int64_t whole_from_json(const Json& json, std::int64_t least, std::int64_t most);

/// Rows of `columns` values each.
std::vector<std::vector<Value>> rows_from_json(const Json& json, std::size_t columns);

/// An object of words: pictures and their digests, claims and their verdicts.
Json words_from_json(const Json& json, std::string_view what);

/// What an exception says of a file's contents as one short line, whatever the file holds.
std::string reason(const std::exception& fault);

/// The list that it is; the library would take a word or a number for a list of one.
const Json& list_from_json(const Json& json, std::string_view what);

}  // namespace rederive
