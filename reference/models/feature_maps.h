// What the maps of a convolutional network do where an image is moved, and from place to place. One image a row; sums
// are double, in the order of the numbers: the same bits everywhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/models/network.h"

namespace rederive {

/// sum_i |b_i - a_i| / sum_i |a_i| over the rows, Euclidean norms: 0 where nothing changed. NaN where a is 0.
/// ShapeError unless both have the same shape.
double relative_change(ConstMatrixView a, ConstMatrixView b);

struct ShiftTolerance {
  std::vector<double> change;  // relative_change of each layer that was asked for
  double accuracy = 0;         // on the moved images
};

/// Images moved by `by` pixels up, down, left and right: means over the four. `layers` are looked at as
/// Network::activation has them. ShapeError unless there is a label an image, below the network's outputs.
ShiftTolerance shift_tolerance(Network& network, ConstMatrixView images, std::span<const std::uint32_t> labels,
                               Index height, Index width, Index by, std::span<const std::size_t> layers);

/// Which share of a map's variance its place explains:
///
///   sum_{l, c} (m_lc - m_c)^2 / sum_{l, c} mean_n (x_nlc - m_c)^2,   m_lc: the mean at location l, m_c: over all
///
/// Where every place has the same mean, as a stationary process would, it is 0, and about 1 / N for N independent
/// images; where an image is no more than its place, 1. NaN where the maps are constant. ShapeError unless rows are of
/// that volume and there is one.
/// Only inner locations count: `margin` from each side are left out; ShapeError where none is left.
double location_share(ConstMatrixView maps, const Volume& volume, Index margin = 0);

/// Each image's locations in an order of their own, all channels alike, image i's by stream.substream(i): what is left
/// of location_share is chance.
Matrix with_shuffled_locations(ConstMatrixView maps, const Volume& volume, const Stream& stream);

/// Multiply-adds of dense layers and convolutions for one image, forwards: every weight once for each place of its
/// outputs.
Index multiply_adds(const Network& network);

}  // namespace rederive
