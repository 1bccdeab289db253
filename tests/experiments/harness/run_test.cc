// A run on the disk is of the experiments and options that its run.json names, or it is refused.
#include "experiments/harness/run.h"

#include "experiments/harness/runner.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "tests/catch.h"
#include "tests/experiments/harness/toy.h"

using namespace rederive;

namespace {

void replace_in(const std::filesystem::path& path, const std::string& from, const std::string& to) {
  std::string text = read_text(path);
  REQUIRE(text.find(from) != std::string::npos);
  write_file_whole(path, text.replace(text.find(from), from.size(), to));
}

}  // namespace

TEST_CASE("a run of an experiment that this program does not have is of another version") {
  const TemporaryFolder folder;
  open_run(folder.path(), toy::options(), {&toy::experiment()});
  CHECK(load_run(folder.path()).experiments.size() == 1);
  replace_in(folder / "run.json", "harness/toy", "harness/gone");
  CHECK(message_of<IoError>([&] { load_run(folder.path()); }) ==
        (folder / "run.json").string() +
            ": this program has no experiment \"harness/gone\"; it is the run of another version");
}

TEST_CASE("options that are no longer possible are the file's fault, not the user's") {
  const TemporaryFolder folder;
  RunOptions options = toy::options();
  options.overrides = {{"epochs", {std::int64_t{50}}}};
  open_run(folder.path(), options, {&toy::experiment()});
  replace_in(folder / "run.json", "50", "500");
  CHECK_THAT(message_of<IoError>([&] { load_run(folder.path()); }),
             ContainsSubstring((folder / "run.json").string() + ": these options are not possible: ") &&
                 ContainsSubstring("epochs"));
}

TEST_CASE("a run of other options is refused with what is other, and left as it was") {
  const TemporaryFolder folder;
  const RunOptions options = toy::options();
  open_run(folder.path(), options, {&toy::experiment()});
  const std::string before = read_text(folder / "run.json");
  const auto refused = [&](const RunOptions& asked) {
    return message_of<UsageError>([&] { open_run(folder.path(), asked, {}); });
  };
  RunOptions other = options;
  other.data_digest = "another";
  CHECK_THAT(refused(other), ContainsSubstring("its data have another digest; use its options"));
  other.data_name = "synthetic";
  CHECK_THAT(refused(other), ContainsSubstring("its data are none"));
  other = options;
  other.variants = "gemm=openblas";
  CHECK_THAT(refused(other), ContainsSubstring("its --variant is ''"));
  other = options;
  other.overrides = {{"steps", {std::int64_t{1}}}};
  CHECK_THAT(refused(other), ContainsSubstring("its --set is {}"));
  other = options;
  other.seeds = SeedRange{1, 2};
  CHECK_THAT(refused(other), ContainsSubstring("its --seeds are others"));
  CHECK(read_text(folder / "run.json") == before);
}

TEST_CASE("a missing cell is an empty place, and the digest is of those that are there") {
  const TemporaryFolder folder;
  open_run(folder.path(), toy::options(), {&toy::experiment()});
  const LoadedRun empty = load_run(folder.path());
  CHECK_FALSE(empty.complete());
  const auto cells = plan(toy::experiment(), toy::options());
  run_cells(cells, Store(folder.path()), toy::options(), {.jobs = 2});
  const LoadedRun run = load_run(folder.path());
  CHECK(run.complete());
  CHECK(run.digest() != empty.digest());
  CHECK(run.find("harness/toy") == &run.experiments[0]);
  CHECK(run.find("harness/none") == nullptr);
}
