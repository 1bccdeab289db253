// The commands. Each adds its own subcommand with its flags; when the user chooses it, its callback does the work and
// leaves the exit code in `code`. Data go to stdout, everything else to stderr; faults are thrown and main prints them.
#pragma once

#include <span>

#include <CLI/CLI.hpp>

namespace rederive {

void add_list(CLI::App& app, int& code);
void add_run(CLI::App& app, int& code);
void add_claims(CLI::App& app, int& code);
void add_table(CLI::App& app, int& code);
void add_diff(CLI::App& app, int& code);
void add_accept(CLI::App& app, int& code);
void add_data(CLI::App& app, int& code);
void add_bench(CLI::App& app, int& code);  // bench and versus, for the help
void add_verify_bits(CLI::App& app, int& code);
void add_completion(CLI::App& app, int& code);

/// Becomes the program of the benchmarks when the first word asks for it; otherwise returns. IoError if it is not
/// there.
void hand_over_to_bench(std::span<char* const> arguments);

}  // namespace rederive
