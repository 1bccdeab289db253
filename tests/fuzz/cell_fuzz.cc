// Any bytes as the file of a finished cell. The first byte chooses whether the rest is the whole file, or its second
// line under a first one with the right checksum, so that the fuzzer need not invent SHA-256 to reach the rows; what is
// taken is then judged, compared and printed.
#include <cstdint>

#include "reference/core/sha256.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/toy_run.h"

using namespace rederive;

namespace {

std::string with_head(const std::string& payload) {
  const Json head = {{"schema", "rederive.cell/1"}, {"sha256", sha256_hex(payload)}};
  return head.dump() + "\n" + payload + "\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  LoadedRun run = fuzz::toy_run(fuzz::toy_rows());
  const std::vector<ResultSet> baseline = {results_of(run.experiments[0], "baseline")};
  LoadedExperiment& loaded = run.experiments[0];
  fuzz::taken_or_refused([&] {
    const std::string file = data[0] == 'w' ? rest : with_head(rest);
    StoredCell cell = parse_cell(file, "file", loaded.planned[0].key, loaded.experiment->columns);
    fuzz::require(cell.digest.size() == 64);
    loaded.cells[0] = cell;
    fuzz::everything(run, baseline);
    loaded.cells[1]->rows = cell.rows;  // the same in every seed: no spread at all
    fuzz::everything(run, baseline);
  });
  return 0;
}
