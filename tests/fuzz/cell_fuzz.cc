// Any bytes as the file of a finished cell. The first byte chooses whether the rest is the whole file, or its second
// line under a first one with the right checksum, so that the fuzzer need not invent SHA-256 to reach the rows; what is
// taken is then judged, compared and printed.
#include <cstdint>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/toy_run.h"

using namespace rederive;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string file = fuzz::cell_bytes({reinterpret_cast<const char*>(data), size});
  LoadedRun run = fuzz::toy_run(fuzz::toy_rows());
  const std::vector<ResultSet> baseline = {results_of(run.experiments[0], "baseline")};
  LoadedExperiment& loaded = run.experiments[0];
  fuzz::taken_or_refused([&] {
    StoredCell cell = parse_cell(file, "file", loaded.planned[0].key, loaded.experiment->columns);
    fuzz::require(cell.digest.size() == 64);
    loaded.cells[0] = cell;
    fuzz::everything(run, baseline);
    loaded.cells[1]->rows = cell.rows;  // the same in every seed: no spread at all
    fuzz::everything(run, baseline);
  });
  return 0;
}
