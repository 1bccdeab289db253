#include "bench/command.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "reference/core/error.h"

namespace rederive::bench {

int parse_and_run(CLI::App& app, std::vector<std::string> words, const std::function<int()>& run) {
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app.parse(words);
    return run();
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
}

void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    throw IoError("standard output: cannot be written; print to another place");
  }
}

int report_faults(const std::function<int()>& run) {
  const auto fail = [](const std::exception& error, int code) {
    fmt::print(stderr, "rederive: {}\n", error.what());
    return code;
  };
  try {
    return run();
  } catch (const UsageError& error) {
    return fail(error, 2);
  } catch (const UnavailableError& error) {
    return fail(error, 3);
  } catch (const IoError& error) {
    return fail(error, 5);
  } catch (const Interrupted& error) {
    return fail(error, 130);
  } catch (const std::exception& error) {
    return fail(error, 1);
  }
}

}  // namespace rederive::bench
