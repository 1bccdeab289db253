#include "experiments/harness/value.h"

#include <cmath>
#include <limits>

#include "experiments/harness/reading.h"
#include "reference/core/error.h"
#include "tests/catch.h"

using namespace rederive;

namespace {
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
}  // namespace

TEST_CASE("text of a double is the shortest that reads back") {
  CHECK(text(0.1) == "0.1");
  CHECK(text(1.0 / 3) == "0.3333333333333333");
  CHECK(text(-0.0) == "-0");
  CHECK(text(kNan) == "nan");
  CHECK(text(-kInf) == "-inf");
}

TEST_CASE("values survive JSON bit by bit") {
  for (const Value& value : {Value(std::int64_t{-7}), Value(0.1), Value(1.0), Value(-0.0), Value(5e-324), Value(kNan),
                             Value(kInf), Value(-kInf), Value(std::string("grey"))}) {
    const Value back = value_from_json(parse_json(to_json(value).dump()));
    CHECK(back.index() == value.index());
    CHECK(same_bits(back, value));
  }
}

TEST_CASE("JSON of bytes that are no UTF-8 is text all the same") {
  const std::string text = dump({{"path", "caf\xe9/x"}});
  CHECK(Json::parse(text).at("path").get<std::string>() == "caf\xef\xbf\xbd/x");
}

TEST_CASE("equality of bits is stricter than equality") {
  CHECK_FALSE(same_bits(Value(0.0), Value(-0.0)));
  CHECK(same_bits(Value(kNan), Value(kNan)));
  CHECK_FALSE(same_bits(Value(std::int64_t{1}), Value(1.0)));
}

TEST_CASE("a value is parsed in the type of its default, whole or not at all") {
  CHECK(parse_value("5", Value(std::int64_t{0}), "k") == Value(std::int64_t{5}));
  CHECK(parse_value("5", Value(0.0), "rate") == Value(5.0));
  CHECK(parse_value("5", Value(std::string()), "word") == Value(std::string("5")));
  CHECK_THROWS_WITH(parse_value("5x", Value(std::int64_t{0}), "--set k=5x"), "--set k=5x: '5x' is not a whole number");
  CHECK_THROWS_AS(parse_value("1.5", Value(std::int64_t{0}), "k"), UsageError);
  CHECK_THROWS_AS(parse_value("", Value(0.0), "rate"), UsageError);
}
