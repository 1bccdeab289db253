// Any bytes as a stored baseline. The checksum in the first line is put right before, where that line is an object at
// all, so that the fuzzer need not invent SHA-256 to reach the cells; what is taken is compared with a run.
#include <cstdint>

#include "reference/core/sha256.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/toy_run.h"

using namespace rederive;

namespace {

std::string repaired(const std::string& bytes) {
  const std::size_t newline = bytes.find('\n');
  if (newline == std::string::npos) return bytes;
  Json head = Json::parse(bytes.substr(0, newline), nullptr, /*allow_exceptions=*/false);
  if (!head.is_object()) return bytes;
  head["sha256"] = sha256_hex(std::string_view(bytes).substr(newline + 1));
  return head.dump() + bytes.substr(newline);
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
