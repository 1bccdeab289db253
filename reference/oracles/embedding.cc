#include "reference/oracles/embedding.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rederive::oracle {

Map map_of(ConstMatrixView map) { return {{map.row(0), map.row(0) + map.cols}, {map.row(1), map.row(1) + map.cols}}; }

double map_distance(const Map& map, std::size_t i, std::size_t j) {
  const double dx = map.x[i] - map.x[j];
  const double dy = map.y[i] - map.y[j];
  return dx * dx + dy * dy;
}

double similarity(bool gaussian, const Map& map, std::size_t i, std::size_t j) {
  if (i == j) return 0;
  const double d = map_distance(map, i, j);
  return gaussian ? std::exp(-d) : 1 / (1 + d);
}

double partition(bool gaussian, const Map& map) {
  double sum = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    for (std::size_t j = 0; j < map.size(); ++j) sum += similarity(gaussian, map, i, j);
  }
  return sum;
}

double divergence(bool gaussian, const std::vector<double>& p, const Map& map) {
  const double z = partition(gaussian, map);
  double sum = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    for (std::size_t j = 0; j < map.size(); ++j) {
      const double p_ij = p[i * map.size() + j];
      if (p_ij > 0) sum += p_ij * std::log(p_ij / (similarity(gaussian, map, i, j) / z));
    }
  }
  return sum;
}

Map gradient(bool gaussian, const std::vector<double>& p, const Map& map) {
  const double z = partition(gaussian, map);
  Map result{std::vector<double>(map.size()), std::vector<double>(map.size())};
  for (std::size_t i = 0; i < map.size(); ++i) {
    for (std::size_t j = 0; j < map.size(); ++j) {
      const double w = similarity(gaussian, map, i, j);
      const double force = 4 * (p[i * map.size() + j] - w / z) * (gaussian ? 1 : w);
      result.x[i] += force * (map.x[i] - map.x[j]);
      result.y[i] += force * (map.y[i] - map.y[j]);
    }
  }
  return result;
}

Conditional conditional(const std::vector<double>& distances, std::size_t self, double precision) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < distances.size(); ++j) {
    if (j != self) nearest = std::min(nearest, distances[j]);
  }
  Conditional result{std::vector<double>(distances.size())};
  double sum = 0;
  for (std::size_t j = 0; j < distances.size(); ++j) {
    if (j == self) continue;
    // The nearest is taken out: it cancels in p, and without it far points would all be 0 / 0.
    result.p[j] = std::exp(-precision * (distances[j] - nearest));
    sum += result.p[j];
  }
  double mean = 0;
  for (std::size_t j = 0; j < distances.size(); ++j) {
    if (j == self) continue;
    result.p[j] /= sum;
    mean += result.p[j] * precision * (distances[j] - nearest);
    if (result.p[j] > 0) result.entropy -= result.p[j] * std::log(result.p[j]);
  }
  for (std::size_t j = 0; j < distances.size(); ++j) {
    if (j == self) continue;
    const double from_mean = precision * (distances[j] - nearest) - mean;
    result.slope -= result.p[j] * from_mean * from_mean;
  }
  return result;
}

}  // namespace rederive::oracle
