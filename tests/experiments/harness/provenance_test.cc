#include "experiments/harness/provenance.h"

#include <algorithm>
#include <string>

#include "tests/catch.h"

using namespace rederive;

TEST_CASE("provenance names everything that could explain a difference") {
  const auto json = provenance({{"AVX3", "AVX2"}, "AVX2"});
  for (const char* group : {"program", "machine", "simd", "blas", "libraries", "time"}) REQUIRE(json.contains(group));
  CHECK(json["simd"]["chosen"] == "AVX2");
  CHECK(json["simd"]["supported"].size() == 2);
  CHECK(json["machine"]["cores"].get<int>() >= 1);
  CHECK(json["blas"]["threads"].get<int>() >= 1);
  CHECK_FALSE(json["blas"]["core"].get<std::string>().empty());
  CHECK(json["program"]["flags"].get<std::string>().find("-ffp-contract=off") != std::string::npos);
  CHECK(json["program"]["flags"].get<std::string>().find("-march=native") == std::string::npos);
  for (const auto& [name, version] : json["libraries"].items()) {
    CHECK(version.get<std::string>().find_first_of("0123456789") != std::string::npos);
  }
  const auto time = json["time"].get<std::string>();
  CHECK(time.size() == 20);
  CHECK(time.substr(0, 2) == "20");
  CHECK(time.back() == 'Z');
}

TEST_CASE("the commit is one, or unknown") {
  std::string commit = build_commit();
  if (commit == "unknown") return;
  const std::string dirty = "-dirty";
  if (commit.size() > 40) CHECK(commit.substr(40) == dirty);
  commit.resize(40, ' ');
  CHECK(commit.find_first_not_of("0123456789abcdef") == std::string::npos);
}
