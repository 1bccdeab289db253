#include "experiments/harness/commands/data_options.h"

#include <thread>

#include <fmt/format.h>

#include "experiments/harness/console.h"
#include "experiments/harness/progress.h"
#include "reference/data/resolve.h"

namespace rederive {

std::function<bool(const FetchProgress&)> download_progress(const std::atomic<bool>& stop) {
  return [&stop, last = std::string()](const FetchProgress& p) mutable {
    const double mb = static_cast<double>(p.done) / 1e6;
    if (is_terminal(stderr)) {
      const int filled = p.total == 0 ? 0 : static_cast<int>(30 * p.done / p.total);
      write_stderr(fmt::format("\r\x1b[K{} [{:<30}] {:.1f} MB{}", p.file,
                               std::string(static_cast<std::size_t>(filled), '#'), mb,
                               p.total != 0 && p.done >= p.total ? "\n" : ""));
    } else if (p.file + p.mirror != last) {
      say("fetching " + p.file + " from " + p.mirror);
    }
    last = p.file + p.mirror;
    return !stop.load();
  };
}

Dataset dataset_for_command(const std::string& request, bool offline, const std::atomic<bool>& stop) {
  DatasetOptions options{.environment = data_environment(),
                         .offline = offline,
                         .threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency())),
                         .progress = download_progress(stop)};
  ResolvedDataset resolved = resolve_dataset(request, options);
  if (!resolved.note.empty()) say("NOTE: " + resolved.note);
  return std::move(resolved.dataset);
}

}  // namespace rederive
