// The vector loops behind tsne_affinities.h, a row at a time. Shapes are checked by the caller.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// Columns that are summed in float32 before they are added in double.
constexpr Index kAffinityBlock = 1024;

/// The sums of e_j, t_j e_j and t_j^2 e_j.
struct AffinityMoments {
  double s = 0, t = 0, u = 0;
};

/// e_j into p unless it is null; count >= 2.
AffinityMoments affinity_row_simd(const float* d, Index count, Index self, float beta, float* p);
void scale_simd(float* p, Index count, float factor);

}  // namespace rederive
