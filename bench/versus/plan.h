// How often each contestant repeats a work, so that a table of many works ends in minutes.
#pragma once

#include <string>
#include <vector>

namespace rederive::bench {

/// Seconds that one epoch will take, judged by a part of it. Ours has no library.
struct Estimate {
  std::string library;
  double seconds = 0;
};

constexpr int kLeastRepetitions = 3;

/// For each of a work's contestants, in their order. A setting that takes more than twice as long as its library's
/// fastest has three, and one alone where three would take more than `budget` seconds. The others have as many as fit
/// into the budget together, but at least three; nobody has more than `most`, which may be less than three.
std::vector<int> repetitions(const std::vector<Estimate>& epochs, int most, double budget);

}  // namespace rederive::bench
