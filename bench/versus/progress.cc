#include "bench/versus/progress.h"

#include <cmath>
#include <cstdio>
#include <unistd.h>

#include <fmt/format.h>

namespace rederive::bench {

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) != 0) {}

void Progress::say(const std::string& line) {
  clear();
  fmt::print(stderr, "{}\n", line);
}

void Progress::now(const std::string& line) {
  if (!terminal_) return;
  fmt::print(stderr, "\r\033[K{:.78}", line);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (!shown_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  shown_ = false;
}

std::string about(double seconds) {
  return seconds < 100 ? fmt::format("{:.0f} s", std::ceil(seconds))
                       : fmt::format("{:.0f} min", std::ceil(seconds / 60));
}

}  // namespace rederive::bench
