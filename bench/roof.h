// What this machine can do at most, one thread, measured and not looked up: its multiply-adds and its caches.
//
// A kernel that does f flops and must move b bytes can reach min(peak, f / b x bandwidth) flop/s, with the bandwidth of
// the smallest level of memory that holds its operands (Williams, Waterman, Patterson: Roofline, CACM 52(4), 2009). The
// share of that is what the benchmark prints: absolute figures mean nothing on another machine.
#pragma once

#include <string>
#include <vector>

#include "reference/kernels/kernel.h"

namespace rederive::bench {

struct Level {
  std::string name;
  double capacity = 0;   // bytes up to which operands are taken to live here
  double measured = 0;   // bytes of the buffer that was read
  double bandwidth = 0;  // bytes/s, reading
};

struct Roof {
  std::string target;  // the instruction set that reached the peak
  double flops = 0;    // fused multiply-adds, two each, per second
  std::vector<Level> levels;

  const Level& level(double bytes) const;
  /// flop/s that a kernel of this cost can reach.
  double reachable(const Cost& cost) const;
};

/// Takes about half a second, on the chosen target.
Roof measure_roof();

}  // namespace rederive::bench
