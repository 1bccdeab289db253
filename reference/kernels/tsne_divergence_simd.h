// The vector loop behind tsne_divergence.h. Shapes are checked by the caller.
#pragma once

#include <cstdint>

#include "reference/kernels/tsne_forces.h"

namespace rederive {

/// Columns that are summed in float32 before they are added in double.
constexpr Index kDivergenceBlock = 1024;
/// The least affinity whose logarithm is taken: the least normal number.
constexpr float kLeastAffinity = 0x1p-126F;
/// The bits of sqrt(1/2), where the logarithm's mantissas begin.
constexpr std::uint32_t kHalfRoot = 0x3f3504f3;

void tsne_divergence_simd(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                          double* divergences, double* masses);

}  // namespace rederive
