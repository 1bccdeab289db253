// How well a map in the plane keeps its data, and how crowded it is.
//
//   trustworthiness = 1 - 2 / (n k (2n - 3k - 1)) sum_i sum_{j in U_i} (r_ij - k)
//
// U_i are the points among i's k nearest in the map that are not among its k nearest in the data, r_ij is j's rank by
// distance from i in the data; continuity is the same with map and data in each other's place. Both are 1 at best. The
// label accuracy of the map is that of a vote of a point's k nearest there, the point itself left out.
// Source: Venna and Kaski, Neural Networks 19(6-7), 2006, equations 1 and 2.
//
// Crowding, by three numbers:
//   area_needed  N(2r) / k over 4, where r is the distance of a point's k-th nearest in the data and N(2r) counts the
//                points within 2r: how many times more points are moderately distant than a plane, whose area grows as
//                r^2, has room for at even density. 1 for data that fill a plane, 2^m / 4 in m dimensions.
//   centre_share the share of the map's points within half of its radius, that of an even disc of the same mean square
//                distance from the middle: 1/4 for the disc.
//   spread       mean distance in the map of moderately distant points (ranks 20 to 50 % in the data), over that of the
//                k nearest in the data; NaN where those all lie in one place.
#pragma once

#include <cstdint>
#include <span>

#include "reference/core/matrix.h"
#include "reference/core/team.h"

namespace rederive {

struct MapMeasures {
  double trustworthiness = 0;
  double continuity = 0;
  double label_accuracy = 0;
  double area_needed = 0;
  double centre_share = 0;
  double spread = 0;
};

inline constexpr Index kMapNeighbours = 10;  // k

/// data is (n, d), the map (2, n), one label a point. At least 40 points, else UsageError; ShapeError where they do not
/// fit; Error for a map that is not finite. Cost: n^2 (d + 5 k). The same bits with any team.
MapMeasures map_measures(ConstMatrixView data, ConstMatrixView map, std::span<const std::uint32_t> labels,
                         Team* team = nullptr);

}  // namespace rederive
