// A parallel loop whose result cannot depend on the number of threads.
//
// [0, count) is cut into pieces of `grain` (the last one may be shorter). The pieces are fixed by count and grain
// alone; threads only decide who computes which. A sum over all is formed from the sums of the pieces, in the order of
// the pieces.
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

inline Index pieces(Index count, Index grain) { return (count + grain - 1) / grain; }

/// body(first, last, piece) for every piece, on up to `threads` threads (the caller's is one of them). The first
/// exception, by the order of the pieces, is thrown again once all threads have stopped. grain >= 1.
template <class Body>
void parallel_for(Index count, Index grain, int threads, const Body& body) {
  const Index total = pieces(count, grain);
  std::atomic<Index> next{0};
  std::mutex guard;
  Index failed = total;
  std::exception_ptr failure;
  const auto work = [&] {
    for (Index piece = next++; piece < total; piece = next++) {
      try {
        body(piece * grain, std::min(count, (piece + 1) * grain), piece);
      } catch (...) {
        const std::lock_guard lock(guard);
        if (piece < failed) {
          failed = piece;
          failure = std::current_exception();
        }
        next = total;
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (Index t = 1; t < std::min<Index>(threads, total); ++t) helpers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

/// The sum of part(first, last) over the pieces, added in their order.
template <class Part>
double parallel_sum(Index count, Index grain, int threads, const Part& part) {
  std::vector<double> sums(static_cast<std::size_t>(pieces(count, grain)), 0.0);
  parallel_for(count, grain, threads, [&](Index first, Index last, Index piece) {
    sums[static_cast<std::size_t>(piece)] = part(first, last);
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace rederive
