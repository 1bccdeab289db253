// The program: finds the command, runs it, and turns whatever was thrown into one line and an exit code.
#include <exception>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "experiments/harness/commands/commands.h"
#include "experiments/harness/console.h"
#include "experiments/harness/provenance.h"
#include "reference/core/error.h"

namespace {

using namespace rederive;

enum ExitCode { kUsage = 2, kUnavailable = 3, kIo = 5, kInterrupted = 130, kFault = 70 };

int complain(const std::exception& fault, int code) {
  say(fault.what());
  return code;
}

int run(int argc, char** argv) {
  hand_over_to_bench({argv, static_cast<std::size_t>(argc)});
  CLI::App app("Re-derives, re-runs and times the classics of deep learning; every claim gets a verdict.", "rederive");
  app.require_subcommand(0, 1);  // a missing one is named below, after words that are none
  app.set_version_flag("--version", "rederive " + program_version() + " (" + build_commit() + ")");
  int code = 0;
  for (const auto add : {add_list, add_run, add_claims, add_table, add_diff, add_accept, add_data, add_bench,
                         add_verify_bits, add_completion}) {
    add(app, code);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& answer) {  // --help, --version
    app.exit(answer);
    require_stdout();
    return 0;
  } catch (const CLI::ParseError& fault) {
    std::string words;
    for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
      at = at->get_subcommands().front();
      words += at->get_name() + " ";
    }
    throw UsageError(fmt::format("{}; see `rederive {}--help`", fault.what(), words));
  }
  if (app.get_subcommands().empty()) throw UsageError("no command given; see `rederive --help`");
  require_stdout();
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  try {
    return run(argc, argv);
  } catch (const UsageError& fault) {
    return complain(fault, kUsage);
  } catch (const UnavailableError& fault) {
    return complain(fault, kUnavailable);
  } catch (const IoError& fault) {
    return complain(fault, kIo);
  } catch (const Interrupted& fault) {
    return complain(fault, kInterrupted);
  } catch (const std::bad_alloc&) {
    say("out of memory; run fewer cells at a time (--jobs 1)");
    return kIo;
  } catch (const std::system_error& fault) {  // the file system, or a stream that is gone
    say(std::string(std::ferror(stdout) != 0 ? "standard output: " : "") + fault.what() +
        "; check the path, or free some space");
    return kIo;
  } catch (const std::exception& fault) {
    return complain(fault, kFault);  // a fault of the program itself: sysexits.h's EX_SOFTWARE
  }
}
