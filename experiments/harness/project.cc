#include "experiments/harness/project.h"

#include <system_error>
#include <unistd.h>

namespace rederive {
namespace fs = std::filesystem;
namespace {

fs::path upwards(fs::path folder) {
  for (;; folder = folder.parent_path()) {
    std::error_code ignored;
    if (fs::is_directory(folder / "results" / "baselines", ignored)) return folder;
    if (folder == folder.parent_path()) return {};
  }
}

}  // namespace

fs::path project_folder() {
  if (fs::path found = upwards(fs::current_path()); !found.empty()) return found;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  if (fs::path found = upwards(program.parent_path()); !found.empty()) return found;
  return fs::current_path();
}

fs::path run_folder(const std::string& name) {
  fs::path folder(name);
  if (fs::exists(folder / "run.json")) return folder;
  fs::path below = runs_folder() / folder;
  if (fs::exists(below / "run.json")) return below;
  return folder;
}

void link_latest(const fs::path& run) {
  std::error_code fault;
  const fs::path target = fs::weakly_canonical(run, fault);
  if (fault || target.parent_path() != fs::weakly_canonical(runs_folder(), fault)) return;
  const fs::path link = runs_folder() / "latest";
  const fs::path temporary = runs_folder() / (".latest." + std::to_string(::getpid()));
  fs::create_directory_symlink(target.filename(), temporary, fault);
  if (!fault) fs::rename(temporary, link, fault);
  if (fault) fs::remove(temporary, fault);  // a convenience only: the run is whole without it
}

}  // namespace rederive
