// rederive bench and rederive versus: hand over to rederive-bench beside this program. The two programs are separate
// because experiments and benchmarks share the library and nothing else.
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "reference/core/error.h"

namespace rederive {

namespace {

// Everything after the command is rederive-bench's to understand, its --help included.
void hand_over(CLI::App& app, int& code, const char* name, const char* meaning,
               const std::vector<std::string>& first_words) {
  auto* command = app.add_subcommand(name, meaning);
  command->prefix_command();
  command->set_help_flag();
  command->callback([command, &code, first_words] {
    std::error_code ignored;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    std::vector<std::string> words = {(self.parent_path() / "rederive-bench").string()};
    words.insert(words.end(), first_words.begin(), first_words.end());
    for (const std::string& word : command->remaining()) words.push_back(word);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    code = 5;
    throw IoError(words[0] + ": cannot be started: " + std::strerror(errno) + "; build it with `make build`");
  });
}

}  // namespace

void add_bench(CLI::App& app, int& code) {
  hand_over(app, code, "bench", "Time the kernels against their rivals and the machine's roof", {});
}

void add_versus(CLI::App& app, int& code) {
  hand_over(app, code, "versus", "Time whole training steps beside scikit-learn, NumPy and PyTorch", {"versus"});
}

}  // namespace rederive
