// Any bytes as the run.json of a run: what is taken gives the same options again, and a plan or a UsageError.
#include <cstdint>

#include "experiments/harness/run.h"
#include "tests/experiments/harness/toy.h"
#include "tests/fuzz/fuzz.h"

using namespace rederive;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::taken_or_refused([&] {
    RunRecord record = parse_run({reinterpret_cast<const char*>(data), size}, "file");
    const Json json = record.options.json();
    fuzz::require(RunOptions::from_json(json).json() == json);
    fuzz::require(!default_run_name(record.options).empty());
    // Ten thousand seeds are a plan like ten, only slower.
    if (record.options.seeds)
      record.options.seeds->second = std::min(record.options.seeds->second, record.options.seeds->first + 9);
    try {
      for (const PlannedCell& cell : plan(toy::experiment(), record.options)) {
        fuzz::require(!repeat_command(cell, record.options).empty() && cell.key.id().size() == 32);
      }
    } catch (const UsageError&) {  // a value out of its range
    }
  });
  return 0;
}
