// Any bytes as the checkpoint of a cell. The first byte chooses whether the rest is the whole file, or what follows a
// first line with the right checksum; what is taken is written as it was read.
#include <cstdint>

#include "experiments/harness/checkpoint.h"
#include "reference/core/sha256.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/toy_run.h"

using namespace rederive;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const CellKey key = fuzz::toy_run(fuzz::toy_rows()).experiments[0].planned[0].key;
  std::string file(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((data[0] & 1U) != 0) {
    // The key of the cell, too: nobody guesses it.
    file = R"({"key":)" + key.json().dump() + "," + file;
    file = R"({"schema":"rederive.checkpoint/1","sha256":")" + sha256_hex(file) + "\"}\n" + file;
  }
  fuzz::taken_or_refused([&] {
    const Checkpoint read = parse_checkpoint(file, "file", key, toy::experiment().columns);
    const Checkpoint again = parse_checkpoint(checkpoint_file(key, read), "file", key, toy::experiment().columns);
    fuzz::require(again.epoch == read.epoch && again.rows.size() == read.rows.size() &&
                  again.tensors.size() == read.tensors.size());
  });
  return 0;
}
