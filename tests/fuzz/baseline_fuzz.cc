// Any bytes as a stored baseline. Where there is a place for the checksum it is put right before, so that the fuzzer
// need not invent SHA-256 to reach the cells; what is taken is compared with a run.
#include <cstdint>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/toy_run.h"

using namespace rederive;

namespace {

std::string repaired(const std::string& bytes) {
  try {
    return with_checksum(bytes);
  } catch (const Error&) {
    return bytes;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = repaired({reinterpret_cast<const char*>(data), size});
  LoadedRun run = fuzz::toy_run(fuzz::toy_rows());
  fuzz::taken_or_refused([&] {
    const ResultSet baseline = parse_baseline(bytes, "file");
    fuzz::require(baseline.verdicts.is_object() && baseline.accepted.is_array());
    fuzz::everything(run, {baseline});
    for (auto& cell : run.experiments[0].cells) cell->key.variants = "gemm=eigen";
    fuzz::everything(run, {baseline});
  });
  return 0;
}
