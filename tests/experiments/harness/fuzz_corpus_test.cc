// What the fuzz targets start from is taken by the readers: from files that are refused at the door a fuzzer learns
// nothing about the rooms behind it.
#include "experiments/harness/reading.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/data/gzip.h"
#include "reference/data/idx.h"
#include "tests/catch.h"
#include "tests/fuzz/toy_run.h"

using namespace rederive;

namespace {

std::vector<std::filesystem::path> seeds(const std::string& format) {
  std::vector<std::filesystem::path> paths;
  const auto folder = std::filesystem::path(REDERIVE_FUZZ_CORPUS) / format;
  for (const std::string& name : names_in(folder)) paths.push_back(folder / name);
  REQUIRE(paths.size() > 2);
  return paths;
}

}  // namespace

TEST_CASE("fuzz corpus: cells are those of the toy, and everything can be done with them") {
  for (const auto& path : seeds("cell")) {
    CAPTURE(path);
    LoadedRun run = fuzz::toy_run(fuzz::toy_rows());
    LoadedExperiment& toy = run.experiments[0];
    toy.cells[0] = parse_cell(fuzz::cell_bytes(read_text(path)), "file", toy.planned[0].key, toy.experiment->columns);
    CHECK(fuzz::everything(run, {}) > 1000);
  }
}

TEST_CASE("fuzz corpus: baselines of the toy, one of them of the same bits as the run that they are compared with") {
  const LoadedRun run = fuzz::toy_run(fuzz::toy_rows());
  std::size_t same = 0;
  for (const auto& path : seeds("baseline")) {
    CAPTURE(path);
    const ResultSet baseline = parse_baseline(with_checksum(read_text(path)), "file");
    CHECK(baseline.cells.size() == 2);
    const auto comparison = compare({results_of(run.experiments[0], "run")}, {baseline}, run.options).front();
    CHECK(comparison.note.empty());
    same += comparison.same == 2 ? 1 : 0;
  }
  CHECK(same == 1);
}

TEST_CASE("fuzz corpus: descriptions of runs") {
  for (const auto& path : seeds("run")) {
    CAPTURE(path);
    CHECK(parse_run(read_text(path), "file").experiments == std::vector<std::string>{"harness/toy"});
  }
}

TEST_CASE("fuzz corpus: IDX files, plain and packed") {
  for (const auto& path : seeds("idx")) {
    CAPTURE(path);
    const std::vector<std::uint8_t> seed = read_file(path, 1000);
    const auto plain = unpacked({seed.begin() + 1, seed.end()}, "file", 1000);
    if ((seed[0] & 1U) != 0) {
      CHECK(parse_idx_images(plain, "file").count == 2);
    } else {
      CHECK(parse_idx_labels(plain, "file").size() == 3);
    }
  }
}
