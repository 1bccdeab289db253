// What the two commands of rederive-bench have in common: how they read their words, print, and end.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace rederive::bench {

/// Fills the app's options from the words, then runs; returns the exit code. Throws UsageError for words it does not
/// know.
int parse_and_run(CLI::App& app, std::vector<std::string> words, const std::function<int()>& run);

/// To standard output, now. Throws IoError when it cannot be written.
void print(const std::string& text);

/// The exit code of `run`, or a line on standard error and the code of what it threw: 2 wrong usage, 3 unavailable, 5 a
/// file, 130 interrupted, 1 anything else.
int report_faults(const std::function<int()>& run);

}  // namespace rederive::bench
