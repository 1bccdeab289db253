// t-SNE as a work that is timed side by side with scikit-learn's.
#pragma once

#include "reference/core/matrix.h"

namespace rederive::bench {

struct TsneWork {
  Index components = 50;  // of the digits: what the map is of
  double perplexity = 30;
  Index neighbours = 91;  // that a point is attracted by: int(3 perplexity + 1), as scikit-learn has it
};

/// Steps of scikit-learn's schedule, with which it is timed.
inline constexpr int kUsualTsneSteps = 1000;

/// Steps of ours, which end at a divergence no higher: 100 of them exaggerated, since the points have come to rest by
/// then, and afterwards the step that the smaller forces allow (n / 4 for n / 48) and a momentum of .9.
inline constexpr int kTsneSteps = 600;

struct TsneRun {
  double seconds = 0;     // affinities and descent; the components are not timed
  double divergence = 0;  // KL(P || Q) of the last map, in nats: not timed
};

/// A map of all these digits from their first two components, by as many threads. Throws Interrupted when the user asks
/// to stop meanwhile.
TsneRun run_tsne(ConstMatrixView digits, const TsneWork& work, int threads);

}  // namespace rederive::bench
