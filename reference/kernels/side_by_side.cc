#include "reference/kernels/side_by_side.h"

#include <latch>

#include "reference/core/parallel.h"

namespace rederive {

std::vector<ShapeDigests> side_by_side(const RegisteredKernel& kernel, std::string_view variant,
                                       const std::vector<Shape>& shapes, int threads) {
  struct Planned {
    std::size_t shape;
    Trial trial;
  };
  std::vector<std::vector<Planned>> plans(static_cast<std::size_t>(threads));  // made before the start: only runs meet
  for (std::size_t t = 0; t < plans.size(); ++t) {
    const std::size_t steps = threads == 1 ? shapes.size() : 2 * shapes.size();
    for (std::size_t i = 0; i < steps; ++i) {
      const std::size_t shape = (i < shapes.size() ? i : i + 1 + t) % shapes.size();
      plans[t].push_back({shape, kernel.trial(variant, shapes[shape])});
    }
  }
  std::latch start(threads);
  parallel_for(threads, 1, threads, [&](Index thread, Index, Index) {
    start.arrive_and_wait();
    for (const Planned& planned : plans[static_cast<std::size_t>(thread)]) planned.trial.run();
  });
  std::vector<ShapeDigests> digests;
  for (const auto& plan : plans) {
    for (const Planned& planned : plan) digests.push_back({planned.shape, planned.trial.digests()});
  }
  return digests;
}

}  // namespace rederive
