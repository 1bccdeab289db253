// What a person sees while cells run: on a terminal one line that is drawn again and again, elsewhere a line now and
// then. All of it goes to stderr; stdout is for data.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace rederive {

/// Whether escape codes and redrawn lines make sense on this stream: a terminal, and NO_COLOR not set for colours.
bool is_terminal(std::FILE* stream);

/// "2:05" or "1:02:05"
std::string clock_text(double seconds);

class Progress {
 public:
  /// `cells` to run, of which the sum of the rough costs is `cost`.
  Progress(std::size_t cells, double cost);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // A running cell is named by a number of the caller's choosing.
  void started(std::size_t cell, const std::string& name, double cost);
  void advanced(std::size_t cell, double fraction);
  void finished(std::size_t cell);
  /// A line of its own above the progress line, as say() writes it.
  void note(const std::string& text);

 private:
  struct Running {
    std::string name;
    double cost = 0;
    double fraction = 0;
  };
  std::string line() const;
  void draw();
  void loop();

  const std::size_t cells_;
  const double cost_;
  const bool terminal_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_line_ = start_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::size_t, Running> running_;
  std::size_t done_ = 0;
  double cost_done_ = 0;
  bool closing_ = false;
  std::thread painter_;
};

}  // namespace rederive
