#include "experiments/harness/progress.h"

#include <cmath>
#include <unistd.h>

#include <fmt/format.h>

#include "experiments/harness/console.h"

namespace rederive {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kRedraw = std::chrono::milliseconds(200);
constexpr auto kLineEvery = std::chrono::seconds(10);  // in a log

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) != 0; }

std::string clock_text(double seconds) {
  const long whole = std::lround(seconds);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

Progress::Progress(std::size_t cells, double cost) : cells_(cells), cost_(cost), terminal_(is_terminal(stderr)) {
  painter_ = std::thread([this] { loop(); });
}

Progress::~Progress() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  painter_.join();
  if (terminal_) write_stderr("\r\x1b[K");
}

void Progress::started(std::size_t cell, const std::string& name, double cost) {
  const std::lock_guard lock(mutex_);
  running_[cell] = {.name = name, .cost = cost};
}

void Progress::advanced(std::size_t cell, double fraction) {
  const std::lock_guard lock(mutex_);
  running_[cell].fraction = fraction;
}

void Progress::finished(std::size_t cell) {
  const std::lock_guard lock(mutex_);
  cost_done_ += running_[cell].cost;
  running_.erase(cell);
  ++done_;
}

void Progress::note(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (terminal_) write_stderr("\r\x1b[K");
  say(text);
}

std::string Progress::line() const {
  double cost = cost_done_;
  std::string names;
  for (const auto& [number, running] : running_) {
    cost += running.cost * running.fraction;
    if (names.find(running.name) == std::string::npos) names += (names.empty() ? "" : ", ") + running.name;
  }
  const double seconds = seconds_since(start_);
  std::string text = fmt::format("{}/{} cells", done_, cells_);
  if (done_ > 0) text += fmt::format(", {:.3g} a minute", static_cast<double>(done_) * 60 / seconds);
  // Before a fiftieth of the work is done an estimate would only be a guess.
  if (cost > cost_ / 50) text += fmt::format(", {} left", clock_text(seconds * (cost_ - cost) / cost));
  return text + (names.empty() ? "" : "  " + names);
}

void Progress::draw() {
  if (terminal_) {
    write_stderr("\r\x1b[K" + line().substr(0, 78));
  } else if (Clock::now() - last_line_ >= kLineEvery) {
    last_line_ = Clock::now();
    write_stderr(line() + "\n");
  }
}

void Progress::loop() {
  std::unique_lock lock(mutex_);
  while (!closing_) {
    draw();
    wake_.wait_for(lock, kRedraw);
  }
}

}  // namespace rederive
