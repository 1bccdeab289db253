// rederive data: find, fetch, check, import and look at the digits.
#include <atomic>
#include <csignal>

#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/commands/data_options.h"
#include "experiments/harness/console.h"
#include "experiments/harness/png.h"
#include "experiments/harness/value.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/data/contact_sheet.h"
#include "reference/data/mnist_find.h"
#include "reference/data/resolve.h"

namespace rederive {
namespace {

std::atomic<bool> stop_asked{false};

void on_signal(int number) {
  stop_asked = true;
  std::signal(number, SIG_DFL);
}

struct Flags {
  std::string dataset = "mnist";
  std::string folder;
  std::string request;
  std::string out;
  bool offline = false;
  bool json = false;
};

void print_json(const char* action, const char* what, const Json& value) {
  fmt::print("{}\n", dump({{"schema", "rederive.data/1"}, {"action", action}, {what, value}}, 2));
}

// One path, as text or as JSON.
int answer(const Flags& flags, const char* action, const std::string& path) {
  if (flags.json) {
    print_json(action, "path", path);
  } else {
    fmt::print("{}\n", path);
  }
  return 0;
}

int fetch(const Flags& flags) {
  std::signal(SIGINT, on_signal);
  const DataEnvironment environment = data_environment();
  const auto fetched = fetch_mnist({.folder = environment.mnist_cache_dir(),
                                    .mirrors = environment.mirrors,
                                    .offline = flags.offline,
                                    .progress = download_progress(stop_asked)});
  Json files = Json::array();
  for (const FetchedFile& file : fetched) {
    files.push_back({{"name", file.name}, {"path", file.path.string()}, {"mirror", file.mirror}});
    if (!flags.json)
      fmt::print("{} {}\n", file.path.string(), file.mirror.empty() ? "was there" : "from " + file.mirror);
  }
  if (flags.json) print_json("fetch", "files", files);
  return 0;
}

std::filesystem::path found_or_throw() {
  const auto folder = find_mnist("", data_environment());
  if (!folder)
    throw UnavailableError("MNIST is neither in REDERIVE_DATA nor in the cache; get it by `rederive data fetch`");
  return *folder;
}

int verify(const Flags& flags) {
  Json files = Json::array();
  int code = 0;
  const std::filesystem::path folder = found_or_throw();
  for (const FileStatus& file : verify_mnist(folder)) {
    constexpr const char* kWords[] = {"good", "missing", "damaged"};
    const char* state = kWords[static_cast<int>(file.state)];
    files.push_back({{"name", file.name}, {"state", state}, {"message", file.message}});
    if (!flags.json) fmt::print("{:<24} {:<8} {}\n", file.name, state, file.message);
    if (file.state == FileState::kMissing) code = std::max(code, 3);
    if (file.state == FileState::kDamaged) code = 5;
  }
  if (flags.json) print_json("verify", "files", files);
  if (code != 0) say(folder.string() + ": not all files of MNIST are good; `rederive data fetch` gets them");
  return code;
}

int show(const Flags& flags) {
  std::signal(SIGINT, on_signal);
  const Dataset dataset = dataset_for_command(flags.request, flags.offline, stop_asked);
  const auto png = encode_png(contact_sheet(dataset.train, 10, 20));
  write_file_whole(flags.out, png);
  return answer(flags, "show", flags.out);
}

}  // namespace

void add_data(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("data", "Find, fetch, verify, import or show the digits");
  command->require_subcommand(0, 1);
  command->callback([command] {
    if (command->get_subcommands().empty()) {
      throw UsageError("data: say what to do: fetch, verify, path, import or show; see `rederive data --help`");
    }
  });
  const auto flags = std::make_shared<Flags>();
  const auto add = [&](const char* name, const char* what) {
    auto* sub = command->add_subcommand(name, what);
    sub->add_option("DATASET", flags->dataset, "mnist")->check(CLI::IsMember({"mnist"}));
    return sub;
  };

  auto* fetch_command = add("fetch", "Download MNIST into the cache");
  fetch_command->add_flag("--offline", flags->offline, "Never touch the network");
  fetch_command->add_flag("--json", flags->json, "One JSON object instead of text");
  fetch_command->callback([flags, &code] { code = fetch(*flags); });

  auto* verify_command = add("verify", "Check MNIST's files where they are found");
  verify_command->add_flag("--json", flags->json, "One JSON object instead of text");
  verify_command->callback([flags, &code] { code = verify(*flags); });

  auto* path_command = add("path", "Print where MNIST is found");
  path_command->add_flag("--json", flags->json, "One JSON object instead of text");
  path_command->callback([flags, &code] { code = answer(*flags, "path", found_or_throw().string()); });

  auto* import_command = command->add_subcommand("import", "Copy MNIST from a folder into the cache");
  import_command->add_option("DIR", flags->folder, "The folder with the four files, plain or .gz")->required();
  import_command->add_flag("--json", flags->json, "One JSON object instead of text");
  import_command->callback(
      [flags, &code] { code = answer(*flags, "import", import_mnist(flags->folder, data_environment()).string()); });

  auto* show_command = command->add_subcommand("show", "A page of digits as a PNG");
  show_command->add_option("--data", flags->request, "mnist, synthetic, or a folder with the MNIST files");
  show_command->add_option("-o,--out", flags->out, "The PNG to write")->required();
  show_command->add_flag("--offline", flags->offline, "Never touch the network");
  show_command->add_flag("--json", flags->json, "One JSON object instead of text");
  show_command->callback([flags, &code] { code = show(*flags); });
}

}  // namespace rederive
