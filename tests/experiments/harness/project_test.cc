// Where baselines are read from and runs are written to, from wherever the program is started.
#include "experiments/harness/project.h"

#include "tests/catch.h"
#include "tests/files.h"

using namespace rederive;
namespace fs = std::filesystem;

namespace {

class WorkingIn {
 public:
  explicit WorkingIn(const fs::path& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  ~WorkingIn() { fs::current_path(before_); }
  WorkingIn(const WorkingIn&) = delete;
  WorkingIn& operator=(const WorkingIn&) = delete;

 private:
  fs::path before_;
};

// A project with a run of each name.
void make_project(const fs::path& top, const std::vector<std::string>& runs = {}) {
  fs::create_directories(top / "results" / "baselines");
  fs::create_directories(top / "results" / "runs");
  for (const std::string& run : runs) put(top / "results" / "runs" / run / "run.json", {'{', '}'});
}

}  // namespace

TEST_CASE("the project is the nearest folder upwards that has baselines") {
  const TemporaryFolder folder;
  const fs::path top = fs::canonical(folder.path());
  make_project(top);
  make_project(top / "a" / "inner");
  fs::create_directories(top / "a" / "b");
  fs::create_directories(top / "a" / "inner" / "c");
  for (const auto& [from, found] : {std::pair("", ""), {"a/b", ""}, {"results/runs", ""}, {"a/inner/c", "a/inner"}}) {
    const WorkingIn here(top / from);
    CHECK(fs::equivalent(project_folder(), top / found));
    CHECK(fs::equivalent(runs_folder(), top / found / "results" / "runs"));
    CHECK(fs::equivalent(baselines_folder(), top / found / "results" / "baselines"));
  }
}

TEST_CASE("outside of a project it is the program's own, and without that the current folder") {
  const TemporaryFolder folder;
  const WorkingIn here(folder.path());
  const fs::path found = project_folder();
  if (fs::is_directory(found / "results" / "baselines")) {
    CHECK(fs::read_symlink("/proc/self/exe").string().starts_with(found.string() + "/"));
  } else {
    CHECK(fs::equivalent(found, folder.path()));
  }
}

TEST_CASE("a run is named by its folder, or by its name below results/runs") {
  const TemporaryFolder folder;
  make_project(folder.path(), {"standard-mnist", "both"});
  put(folder.path() / "both" / "run.json", {'{', '}'});
  const WorkingIn here(folder.path());
  CHECK(run_folder("standard-mnist") == runs_folder() / "standard-mnist");
  CHECK(run_folder("both") == "both");  // what lies here comes first
  CHECK(run_folder("results/runs/both") == "results/runs/both");
  CHECK(run_folder("nowhere") == "nowhere");  // as the user wrote it, for the message
}

TEST_CASE("latest is the last run below results/runs, and no other") {
  const TemporaryFolder folder;
  make_project(folder.path(), {"one", "two"});
  put(folder.path() / "elsewhere" / "run.json", {'{', '}'});
  const WorkingIn here(folder.path());
  const fs::path latest = runs_folder() / "latest";
  link_latest("elsewhere");
  CHECK_FALSE(fs::exists(fs::symlink_status(latest)));
  link_latest("results/runs/one");
  CHECK(fs::read_symlink(latest) == "one");  // relative: the project may be moved
  link_latest(runs_folder() / "two");
  CHECK(fs::read_symlink(latest) == "two");
  link_latest("elsewhere");
  CHECK(fs::read_symlink(latest) == "two");
  CHECK(names_in(runs_folder()) == std::vector<std::string>{"latest", "one", "two"});
}

TEST_CASE("what somebody else has called latest stays, and nothing is left beside it") {
  const TemporaryFolder folder;
  make_project(folder.path(), {"one", "latest"});
  const WorkingIn here(folder.path());
  link_latest("results/runs/one");
  CHECK(fs::is_directory(fs::symlink_status(runs_folder() / "latest")));
  CHECK(names_in(runs_folder()) == std::vector<std::string>{"latest", "one"});
}
