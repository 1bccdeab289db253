// What images and reconstructions look like, as numbers. One image a row; all sums are double, in the order of the
// pixels: the same bits everywhere. Shapes that do not fit, or no images, are a ShapeError.
// Source: protocols 002 P5e-f.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

/// How much there is of edges: the mean of |x - x'| over all pairs of horizontally or vertically adjacent pixels. 0 for
/// an even grey; blurring lowers it.
double total_variation(ConstMatrixView images, Index height, Index width);

/// The same of filters in the columns (pixels x hidden units), each divided by its own largest absolute weight, as it
/// is shown in a picture. A filter of zeros counts as 0.
double filter_variation(ConstMatrixView weights, Index height, Index width);

/// How undecided pixels are: the mean of min(p, 1 - p), 0 for black and white, 1/2 for an even grey.
double ambiguity(ConstMatrixView probabilities);

/// The share of the pixels' variance that a reconstruction explains: 1 - sum (x - r)^2 / sum (x - mean of the
/// pixel)^2. At most 1; NaN where all images are alike.
double explained_share(ConstMatrixView images, ConstMatrixView reconstructions);

/// The mean cross-entropy of images under independent pixels, whose probabilities are the means of `training`, (ones +
/// 1) / (N + 2): what a model without hidden units can reach. Nats per image.
double marginal_cross_entropy(ConstMatrixView training, ConstMatrixView images);

}  // namespace rederive
