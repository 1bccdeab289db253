#include "bench/versus/embedding_work.h"

#include <chrono>

#include "bench/versus/interrupt.h"
#include "reference/core/team.h"
#include "reference/models/neighbour_embedding.h"
#include "reference/models/principal_components.h"

namespace rederive::bench {

TsneRun run_tsne(ConstMatrixView digits, const TsneWork& work, int threads) {
  const Matrix points = principal_components(digits, work.components).scores;
  Team team(threads);
  const auto start = std::chrono::steady_clock::now();
  const NeighbourAffinities affinities = neighbour_affinities(points, work.perplexity, work.neighbours, &team);
  const DescentSchedule schedule{.exaggerated = 100, .later_rate = automatic_rate(points.rows(), 1), .momentum = 0.9};
  NeighbourEmbedding embedding(component_map(points, 1e-4), affinities, schedule, &team);
  while (embedding.steps() < kTsneSteps) {
    stop_if_interrupted();
    embedding.step();
  }
  const auto end = std::chrono::steady_clock::now();
  return {.seconds = std::chrono::duration<double>(end - start).count(), .divergence = embedding.divergence()};
}

}  // namespace rederive::bench
