#include "reference/kernels/side_by_side.h"

#include <latch>

#include "reference/core/parallel.h"

namespace rederive {

std::vector<std::vector<std::string>> side_by_side(const RegisteredKernel& kernel, std::string_view variant,
                                                   const Shape& shape, int threads) {
  const Index runs = threads == 1 ? 1 : 3;
  std::vector<Trial> trials;  // made before the start: only the runs shall meet
  for (Index i = 0; i < threads * runs; ++i) trials.push_back(kernel.trial(variant, shape));
  std::latch start(threads);
  parallel_for(threads * runs, runs, threads, [&](Index first, Index last, Index) {
    start.arrive_and_wait();
    for (Index i = first; i < last; ++i) trials[static_cast<std::size_t>(i)].run();
  });
  std::vector<std::vector<std::string>> digests;
  for (const Trial& trial : trials) digests.push_back(trial.digests());
  return digests;
}

}  // namespace rederive
