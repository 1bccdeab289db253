// Where a run came from: the program, the machine and the libraries. It stands beside results, never inside what is
// compared: nothing here may change a number.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace rederive {

/// What the run-time dispatch has to choose from and what it chose, by name.
struct SimdTargets {
  std::vector<std::string> supported;
  std::string chosen;
};

/// {"program": {version, commit, build_type, compiler, flags}, "machine": {cpu, cores, memory_bytes, system},
///  "simd": {supported, chosen}, "blas": {config, core, pins, threads}, "libraries": {name: version},
///  "time": now in UTC, "2026-01-31T12:00:00Z"}. What cannot be found out is "unknown" (a number: 0).
nlohmann::json provenance(const SimdTargets& simd);

/// The commit that this program was built from, 40 hexadecimal digits, with "-dirty" when files had been changed;
/// "unknown" where it was not built in a git checkout of its own.
std::string build_commit();

/// The version of rederive, "1.2.3".
std::string program_version();

}  // namespace rederive
