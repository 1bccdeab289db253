#include "reference/models/map_measures.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/core/error.h"
#include "reference/kernels/pairwise_squared_distances.h"
#include "reference/models/nearest_columns.h"

namespace rederive {
namespace {

constexpr Index k = kMapNeighbours;
constexpr Index kRows = 64;
constexpr Index kLeastPoints = 40;
constexpr double kModerateFrom = 0.2;  // of the ranks
constexpr double kModerateTo = 0.5;

using Distances = std::span<const float>;
using Columns = std::vector<std::uint32_t>;

float at(Distances d, std::uint32_t column) { return d[column]; }

// 1 for the nearest. Of equal distances the first column is nearer.
Index rank(Distances d, Index self, std::uint32_t column) {
  const float own = at(d, column);
  Index nearer = 0;
  for (std::size_t j = 0; j < d.size(); ++j) nearer += d[j] < own ? 1 : 0;
  for (std::size_t j = 0; j < column; ++j) nearer += d[j] == own ? 1 : 0;
  const float at_self = d[static_cast<std::size_t>(self)];
  const bool counted = at_self < own || (at_self == own && self < static_cast<Index>(column));
  return nearer + 1 - (counted ? 1 : 0);
}

// By how much the ranks in d of `near`, the k nearest elsewhere, exceed k.
double intrusion(Distances d, Index self, const Columns& near) {
  double sum = 0;
  for (const std::uint32_t column : near) sum += static_cast<double>(std::max<Index>(0, rank(d, self, column) - k));
  return sum;
}

// Of the classes with most votes, the one that has the nearest voter.
std::uint32_t vote(const Columns& near, std::span<const std::uint32_t> labels) {
  std::uint32_t best = labels[near.front()];
  std::ptrdiff_t most = 0;
  for (const std::uint32_t voter : near) {
    const std::uint32_t label = labels[voter];
    const auto votes = std::count_if(near.begin(), near.end(), [&](std::uint32_t j) { return labels[j] == label; });
    if (votes > most) {
      most = votes;
      best = label;
    }
  }
  return best;
}

// What one point adds to each measure.
struct Part {
  double lost_trust = 0;
  double lost_continuity = 0;
  double right = 0;
  double within = 0;
  double near = 0;
  double moderate = 0;
};

double mean_root(Distances d, const Columns& columns) {
  double sum = 0;
  for (const std::uint32_t j : columns) sum += std::sqrt(static_cast<double>(at(d, j)));
  return sum / static_cast<double>(columns.size());
}

// The mean distance in the map of those whose distances in the data lie between the two quantiles.
double mean_moderate(Distances data, Distances map, Index self, std::vector<float>& others) {
  others.assign(data.begin(), data.end());
  others.erase(others.begin() + self);
  const auto place = [&](double fraction) {
    return others.begin() + static_cast<std::ptrdiff_t>(fraction * static_cast<double>(others.size()));
  };
  std::nth_element(others.begin(), place(kModerateTo), others.end());
  const float beyond = *place(kModerateTo);
  std::nth_element(others.begin(), place(kModerateFrom), place(kModerateTo));
  const float from = *place(kModerateFrom);
  double sum = 0;
  double count = 0;
  for (std::size_t j = 0; j < data.size(); ++j) {
    if (static_cast<Index>(j) == self || data[j] < from || data[j] >= beyond) continue;
    sum += std::sqrt(static_cast<double>(map[j]));
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

Part part_of(Distances data, Distances map, Index self, std::span<const std::uint32_t> labels,
             std::vector<float>& scratch) {
  const Columns near_data = nearest_columns(data, self, k);
  const Columns near_map = nearest_columns(map, self, k);
  Part part;
  part.lost_trust = intrusion(data, self, near_map);
  part.lost_continuity = intrusion(map, self, near_data);
  part.right = vote(near_map, labels) == labels[static_cast<std::size_t>(self)] ? 1 : 0;
  const float twice = 4 * at(data, near_data.back());
  part.within =
      static_cast<double>(std::count_if(data.begin(), data.end(), [&](float d) { return d <= twice; })) - 1;  // itself
  part.near = mean_root(map, near_data);

  part.moderate = mean_moderate(data, map, self, scratch);
  return part;
}

double centre_share(ConstMatrixView map) {
  const auto n = static_cast<double>(map.cols);
  double middle[2] = {};
  for (const Index c : {0, 1}) {
    for (Index i = 0; i < map.cols; ++i) middle[c] += map(c, i) / n;
  }
  const auto squared = [&](Index i) {
    const double x = map(0, i) - middle[0];
    const double y = map(1, i) - middle[1];
    return x * x + y * y;
  };
  double mean = 0;
  for (Index i = 0; i < map.cols; ++i) mean += squared(i) / n;
  double inside = 0;
  for (Index i = 0; i < map.cols; ++i) inside += squared(i) <= mean / 2 ? 1 : 0;  // radius^2 = 2 mean, a quarter of it
  return inside / n;
}

void require(ConstMatrixView data, ConstMatrixView map, std::size_t labels) {
  if (map.rows != 2 || map.cols != data.rows || static_cast<Index>(labels) != data.rows) {
    throw ShapeError("data of " + shape_text(data.rows, data.cols) + ", a map of " + shape_text(map.rows, map.cols) +
                     " and " + std::to_string(labels) + " labels");
  }
  if (data.rows < kLeastPoints) {
    throw UsageError(std::to_string(data.rows) + " points in a map; its measures need at least " +
                     std::to_string(kLeastPoints));
  }
}

}  // namespace

MapMeasures map_measures(ConstMatrixView data, ConstMatrixView map, std::span<const std::uint32_t> labels, Team* team) {
  require(data, map, labels.size());
  const Index n = data.rows;
  Matrix places(n, 2);
  for (Index i = 0; i < n; ++i) {
    for (const Index c : {0, 1}) places(i, c) = map(c, i);
  }
  std::vector<Part> parts(static_cast<std::size_t>(n));
  share(team, n, kRows, [&](Index begin, Index end) {
    Matrix in_data(kRows, n);
    Matrix in_map(kRows, n);
    std::vector<float> scratch;
    for (Index first = begin; first < end; first += kRows) {
      const Index count = std::min(kRows, end - first);
      pairwise_squared_distances(data.row_range(first, count), data, in_data.view().row_range(0, count));
      pairwise_squared_distances(places.view().row_range(first, count), places, in_map.view().row_range(0, count));
      for (Index i = 0; i < count; ++i) {
        const auto size = static_cast<std::size_t>(n);
        parts[static_cast<std::size_t>(first + i)] =
            part_of({in_data.row(i), size}, {in_map.row(i), size}, first + i, labels, scratch);
      }
    }
  });
  Part sum;
  for (const Part& part : parts) {
    sum.lost_trust += part.lost_trust;
    sum.lost_continuity += part.lost_continuity;
    sum.right += part.right;
    sum.within += part.within;
    sum.near += part.near;
    sum.moderate += part.moderate;
  }
  const auto points = static_cast<double>(n);
  const double most = points * k * (2 * points - 3 * k - 1) / 2;
  return {.trustworthiness = 1 - sum.lost_trust / most,
          .continuity = 1 - sum.lost_continuity / most,
          .label_accuracy = sum.right / points,
          .area_needed = sum.within / points / k / 4,
          .centre_share = centre_share(map),
          .spread = sum.moderate / sum.near};
}

}  // namespace rederive
