#include "bench/versus/interrupt.h"

#include <csignal>

#include "reference/core/error.h"

namespace rederive::bench {
namespace {

volatile std::sig_atomic_t stop_asked = 0;

void on_signal(int number) {
  stop_asked = 1;
  std::signal(number, SIG_DFL);
}

}  // namespace

void watch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

void stop_if_interrupted() {
  if (stop_asked != 0) throw Interrupted();
}

}  // namespace rederive::bench
