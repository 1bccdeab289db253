// Counting diagonal lines by what a 3 x 3 kernel of ones on a diagonal answers to them.
//
//   map_rc = sum_{i,j} K_ij image_{r+i, c+j}      K_ij = [i + j = 2] for rising lines, [i = j] for falling ones
//   peak: map = 3      run: peaks that follow each other along the kernel's own diagonal
//
// A line of l >= 3 pixels makes l - 2 peaks in one run. So the number of peaks is that of the lines where l = 3 and all
// lines run the kernel's way; the number of runs over both kernels is, for lines at least 3 apart, whatever their
// lengths and ways.
// Source: document 001, question 3.
#pragma once

#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

enum class Diagonal { rising, falling };

/// (N - 2) x (M - 2). ShapeError for an image with fewer than three rows or columns.
Matrix diagonal_map(ConstMatrixView image, Diagonal diagonal);

int count_peaks(ConstMatrixView map);

/// The numbers of peaks of the runs of a map, in row-major order of their first peaks from the left.
std::vector<int> runs_of_peaks(ConstMatrixView map, Diagonal diagonal);

/// Those of both kernels' maps, of the rising one first.
std::vector<int> runs_of_peaks(ConstMatrixView image);

}  // namespace rederive
