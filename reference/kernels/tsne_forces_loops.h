// The loops behind tsne_forces.h. Shapes are checked by the caller.
#pragma once

#include "reference/kernels/tsne_forces.h"

namespace rederive {

/// Columns that are summed in float32 before they are added in double; a lane pairs columns of 32 for one division.
constexpr Index kForceBlock = 1024;
constexpr Index kForceStep = 32;

void tsne_forces_scalar(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                        MatrixView attraction, MatrixView repulsion, double* z);
void tsne_forces_simd(Similarity similarity, ConstMatrixView map, ConstMatrixView affinities, Index first,
                      MatrixView attraction, MatrixView repulsion, double* z);

}  // namespace rederive
