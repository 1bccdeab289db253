// rederive completion: a script for the user's shell, made from the commands and flags themselves, so that it cannot
// fall behind them.
#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/experiment.h"

namespace rederive {
namespace {

std::string words_of(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) words += " --" + name;
  }
  for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; }))
    words += " " + sub->get_name();
  return words.empty() ? words : words.substr(1);
}

std::string bash(const CLI::App& app) {
  std::string names;
  for (const AnyExperiment* e : experiments()) names += " " + e->name;
  std::string cases;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(), words_of(*command));
  }
  return fmt::format(R"(# rederive: completion for bash. Use: source <(rederive completion bash)
_rederive() {{
  local words="" current="${{COMP_WORDS[COMP_CWORD]}}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{}" -- "$current"))
    return
  fi
  case "${{COMP_WORDS[1]}}" in
{}  esac
  COMPREPLY=($(compgen -W "$words{}" -- "$current") $(compgen -f -- "$current"))
}}
complete -F _rederive rederive
)",
                     words_of(app), cases, names);
}

std::string zsh(const CLI::App& app) {
  return "# rederive: completion for zsh. Use: source <(rederive completion zsh)\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash(app);
}

// Fish escapes a quote and a backslash inside single quotes by a backslash.
std::string fish_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string fish(const CLI::App& app) {
  std::string lines = "# rederive: completion for fish. Use: rederive completion fish | source\n";
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    lines += fmt::format("complete -c rederive -n __fish_use_subcommand -f -a {} -d {}\n", command->get_name(),
                         fish_quoted(command->get_description()));
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        lines +=
            fmt::format("complete -c rederive -n '__fish_seen_subcommand_from {}' -l {}\n", command->get_name(), name);
      }
    }
  }
  for (const AnyExperiment* e : experiments()) {
    lines +=
        fmt::format("complete -c rederive -n '__fish_seen_subcommand_from list run table accept' -a {}\n", e->name);
  }
  return lines;
}

}  // namespace

void add_completion(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("completion", "A completion script for bash, zsh or fish");
  const auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app, &code] {
    fmt::print("{}", *shell == "fish" ? fish(app) : *shell == "zsh" ? zsh(app) : bash(app));
    code = 0;
  });
}

}  // namespace rederive
