// rederive bench: hands over to rederive-bench beside this program. The two are separate because experiments and
// benchmarks share the library and nothing else.
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "reference/core/error.h"

namespace rederive {

void add_bench(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("bench", "Time the kernels against their rivals and the machine's roof");
  // Everything after `bench` is rederive-bench's to understand, its --help included.
  command->prefix_command();
  command->set_help_flag();
  command->callback([command, &code] {
    std::error_code ignored;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const std::string program = (self.parent_path() / "rederive-bench").string();
    std::vector<std::string> words = command->remaining();
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(program.c_str(), arguments.data());
    code = 5;
    throw IoError(program + ": cannot be started: " + std::strerror(errno) + "; build it with `make build`");
  });
}

}  // namespace rederive
