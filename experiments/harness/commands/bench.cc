// rederive bench and rederive versus: hand over to rederive-bench beside this program. The two programs are separate
// because experiments and benchmarks share the library and nothing else. Everything after the command is that program's
// to understand, so the words go there as they came: CLI11 would swallow the -- that separates Google Benchmark's
// flags.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "experiments/harness/commands/commands.h"
#include "reference/core/error.h"

namespace rederive {

namespace {

struct Command {
  const char* name;
  const char* meaning;
};

constexpr Command kCommands[] = {
    {"bench", "Time the kernels against their rivals and the machine's roof"},
    {"versus", "Time whole training steps beside scikit-learn, NumPy, PyTorch and oneDNN"},
};

}  // namespace

void add_bench(CLI::App& app, int&) {
  for (const auto& [name, meaning] : kCommands) app.add_subcommand(name, meaning);
}

void hand_over_to_bench(std::span<char* const> arguments) {
  if (arguments.size() < 2) return;
  const std::string_view command = arguments[1];
  if (std::none_of(std::begin(kCommands), std::end(kCommands), [&](const Command& c) { return c.name == command; })) {
    return;
  }
  std::error_code ignored;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  std::string program = (self.parent_path() / "rederive-bench").string();
  // `bench` is what that program does; `versus` is a word that it knows.
  std::vector<char*> words(arguments.begin() + (command == "bench" ? 1 : 0), arguments.end());
  words[0] = program.data();
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  throw IoError(program + ": cannot be started: " + std::strerror(errno) + "; build it with `make build`");
}

}  // namespace rederive
