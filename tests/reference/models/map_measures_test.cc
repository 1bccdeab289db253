#include "reference/models/map_measures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "reference/core/random.h"
#include "reference/models/map_picture.h"
#include "reference/models/nearest_columns.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

constexpr Index kPoints = 200;

Matrix cube(Index n, Index d, std::string_view purpose) {
  Matrix x(n, d);
  Draws draws(Stream(6, purpose));
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(draws.uniform(-1, 1));
  return x;
}

Matrix as_map(const Matrix& x) {
  Matrix map(2, x.rows());
  for (Index i = 0; i < x.rows(); ++i) {
    for (const Index c : {0, 1}) map(c, i) = x(i, c);
  }
  return map;
}

std::vector<std::uint32_t> labels_of(Index n) {
  std::vector<std::uint32_t> labels(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::uint32_t>(i % 3);
  return labels;
}

double distance(const Matrix& x, Index i, Index j) {
  double sum = 0;
  for (Index c = 0; c < x.cols(); ++c) sum += std::pow(static_cast<double>(x(i, c)) - x(j, c), 2);
  return std::sqrt(sum);
}

// All others, nearest first.
std::vector<Index> order(const Matrix& x, Index i) {
  std::vector<Index> all;
  for (Index j = 0; j < x.rows(); ++j) {
    if (j != i) all.push_back(j);
  }
  std::stable_sort(all.begin(), all.end(), [&](Index a, Index b) { return distance(x, i, a) < distance(x, i, b); });
  return all;
}

// By its definition, from whole orders.
double trust(const Matrix& data, const Matrix& map) {
  const auto n = static_cast<double>(data.rows());
  double sum = 0;
  for (Index i = 0; i < data.rows(); ++i) {
    const std::vector<Index> in_data = order(data, i);
    const std::vector<Index> in_map = order(map, i);
    for (std::size_t m = 0; m < 10; ++m) {
      const auto rank = std::find(in_data.begin(), in_data.end(), in_map[m]) - in_data.begin() + 1;
      sum += std::max(0.0, static_cast<double>(rank) - 10);
    }
  }
  return 1 - 2 / (n * 10 * (2 * n - 31)) * sum;
}

}  // namespace

TEST_CASE("trustworthiness, continuity and spread are what their definitions say") {
  const Matrix data = cube(kPoints, 5, "data");
  const Matrix flat = cube(kPoints, 2, "map");
  const std::vector<std::uint32_t> labels = labels_of(kPoints);
  const MapMeasures measures = map_measures(data, as_map(flat), labels);
  CHECK(measures.trustworthiness == Approx(trust(data, flat)).epsilon(1e-12));
  CHECK(measures.continuity == Approx(trust(flat, data)).epsilon(1e-12));
  CHECK(measures.trustworthiness < 0.7);  // the map knows nothing of the data
  double near = 0;
  double moderate = 0;
  double within = 0;
  for (Index i = 0; i < kPoints; ++i) {
    const std::vector<Index> others = order(data, i);
    for (std::size_t m = 0; m < 10; ++m) near += distance(flat, i, others[m]) / 10;
    for (std::size_t m = 39; m < 99; ++m) moderate += distance(flat, i, others[m]) / 60;  // of 199: .2 and .5
    for (const Index j : others) within += distance(data, i, j) <= 2 * distance(data, i, others[9]) ? 1 : 0;
  }
  CHECK(measures.spread == Approx(moderate / near).epsilon(1e-6));
  CHECK(measures.area_needed == Approx(within / kPoints / 10 / 4).epsilon(1e-6));
}

TEST_CASE("a map that is the data is trusted wholly, and a plane needs no more area than it has") {
  const Matrix plane = cube(2000, 2, "plane");
  const MapMeasures measures = map_measures(plane, as_map(plane), labels_of(2000));
  CHECK(measures.trustworthiness == 1);
  CHECK(measures.continuity == 1);
  CHECK(measures.area_needed == Approx(1).margin(0.1));
  // A square of side 2: its radius is sqrt(4 / 3), half of that holds pi / 3 of its area of 4.
  CHECK(measures.centre_share == Approx(3.14159265 / 12).margin(0.03));
  CHECK(map_measures(cube(2000, 8, "space"), as_map(plane), labels_of(2000)).area_needed > 8);
}

TEST_CASE("the share in the centre") {
  Matrix map(2, 40);
  for (Index i = 0; i < 40; ++i) map(i % 2, i) = i < 20 ? 0.1F : i % 4 < 2 ? 1.0F : -1.0F;  // half of them inside
  const Matrix data = cube(40, 3, "data");
  CHECK(map_measures(data, map, labels_of(40)).centre_share == 0.5);
}

TEST_CASE("the label accuracy is a vote of ten, without the point itself") {
  // Ten pairs of points far apart would agree with themselves; clouds of twenty agree with each other.
  Matrix map(2, 60);
  Draws draws(Stream(7, "clouds"));
  std::vector<std::uint32_t> labels;
  for (Index i = 0; i < 60; ++i) {
    map(0, i) = static_cast<float>(draws.uniform(0, 1)) + 100.0F * static_cast<float>(i / 20);
    map(1, i) = static_cast<float>(draws.uniform(0, 1));
    labels.push_back(static_cast<std::uint32_t>(i / 20));
  }
  labels[0] = 2;  // is outvoted
  CHECK(map_measures(cube(60, 3, "data"), map, labels).label_accuracy == Approx(59.0 / 60));
  for (std::size_t i = 0; i < 60; ++i) labels[i] = static_cast<std::uint32_t>(i);
  CHECK(map_measures(cube(60, 3, "data"), map, labels).label_accuracy == 0);
}

TEST_CASE("the measures have the same bits with any team") {
  const Matrix data = cube(300, 4, "data");
  const Matrix map = as_map(cube(300, 2, "map"));
  Team team(3);
  const MapMeasures a = map_measures(data, map, labels_of(300));
  const MapMeasures b = map_measures(data, map, labels_of(300), &team);
  CHECK((a.trustworthiness == b.trustworthiness && a.continuity == b.continuity && a.spread == b.spread &&
         a.area_needed == b.area_needed && a.label_accuracy == b.label_accuracy));
}

TEST_CASE("measures refuse maps that do not fit, few points and maps that have run away") {
  const Matrix data = cube(50, 3, "data");
  CHECK_THROWS_AS(map_measures(data, Matrix(2, 49), labels_of(50)), ShapeError);
  CHECK_THROWS_AS(map_measures(data, Matrix(2, 50), labels_of(49)), ShapeError);
  CHECK_THROWS_AS(map_measures(cube(39, 3, "data"), Matrix(2, 39), labels_of(39)), UsageError);
  Matrix lost(2, 50);
  lost(0, 7) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_AS(map_measures(data, lost, labels_of(50)), Error);
}

TEST_CASE("the nearest columns, nearest first, and of equal ones the first") {
  const std::vector<float> d{3, 1, 0, 1, 2, 1};
  CHECK(nearest_columns(d, 2, 3) == std::vector<std::uint32_t>{1, 3, 5});
  CHECK(nearest_columns(d, 2, 5) == std::vector<std::uint32_t>{1, 3, 5, 4, 0});
  CHECK(nearest_columns(d, -1, 2) == std::vector<std::uint32_t>{2, 1});
  CHECK_THROWS_AS(nearest_columns(d, 2, 6), UsageError);
}

TEST_CASE("a picture of a map shows each point as its digit") {
  Matrix map(2, 2);
  map(0, 1) = 10;
  map(1, 1) = 10;
  const std::vector<std::uint32_t> labels{1, 7};
  const Image image = map_picture(map, labels, 32);
  // 1 at the bottom left, 7 at the top right.
  CHECK((image(31, 0) != 0 && image(31, 2) != 0 && image(27, 1) != 0 && image(27, 0) == 0));
  CHECK((image(0, 29) != 0 && image(0, 31) != 0 && image(4, 30) != 0 && image(4, 29) == 0));
  CHECK(std::count_if(image.pixels.begin(), image.pixels.end(), [](auto p) { return p != 0; }) == 8 + 7);
  CHECK_THROWS_AS(map_picture(map, std::vector<std::uint32_t>{1}, 32), ShapeError);
  CHECK_THROWS_AS(map_picture(map, std::vector<std::uint32_t>{1, 10}, 32), UsageError);
  CHECK_THROWS_AS(map_picture(map, labels, 8), UsageError);
}
