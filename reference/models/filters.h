// What a filter looks like, as a number.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// How much filters have of strokes: the mean over the filters of the correlation between neighbouring pixels.
///
/// For one filter: Pearson's correlation over all pairs of horizontally or vertically adjacent pixels, each pair taken
/// in both orders. 1 for ever smoother filters, 0 on average for white noise (-1/(pixels - 1) for normal noise, up to
/// terms of that order), -1 for a checkerboard. A constant filter counts as 0; NaN or infinite weights give NaN.
///
/// `weights` has one filter of height * width pixels in each column (pixels x hidden units). Computed in double, in the
/// order of the pixels: the same bits everywhere. Throws ShapeError when the rows are not height * width, when there is
/// no column, or when a filter has fewer than two pixels.
double neighbour_autocorrelation(ConstMatrixView weights, Index height, Index width);

}  // namespace rederive
