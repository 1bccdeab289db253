// What is running now, on standard error: a line that is written over where that is a terminal, and lines that stay.
#pragma once

#include <string>

namespace rederive::bench {

class Progress {
 public:
  Progress();
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// A line that stays.
  void say(const std::string& line);
  /// Until the next call; only on a terminal.
  void now(const std::string& line);
  /// Before standard output is written.
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
};

/// "45 s", "9 min".
std::string about(double seconds);

}  // namespace rederive::bench
