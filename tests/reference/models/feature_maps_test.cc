#include "reference/models/feature_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "reference/layers/activations.h"
#include "reference/layers/convolution.h"
#include "reference/layers/pooling.h"
#include "reference/models/classifier.h"
#include "reference/models/moved_images.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix rows_of(Index rows, const std::vector<float>& numbers) {
  Matrix m(rows, static_cast<Index>(numbers.size()) / rows);
  std::copy(numbers.begin(), numbers.end(), m.data());
  return m;
}

Matrix noise(Index rows, Index cols, std::uint64_t seed) {
  Matrix m(rows, cols);
  Draws draws(Stream(seed, "test"));
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(draws.uniform(-1, 1));
  return m;
}

}  // namespace

TEST_CASE("relative change: norms of rows, by hand") {
  const Matrix a = rows_of(2, {3, 4, 0, 5});
  CHECK(relative_change(a, a) == 0);
  CHECK(relative_change(a, rows_of(2, {0, 0, 0, 0})) == 1);
  CHECK(relative_change(a, rows_of(2, {3, 4, 0, 4})) == Approx(0.1));  // 1 of 5 + 5
  CHECK(relative_change(a, rows_of(2, {0, 0, 0, 4})) == Approx(0.6));
  CHECK(std::isnan(relative_change(rows_of(1, {0, 0}), rows_of(1, {0, 0}))));
  CHECK_THROWS_AS(relative_change(a, rows_of(1, {1, 2})), ShapeError);
}

TEST_CASE("location share: 1 where an image is its place, 0 where every place is alike") {
  const Volume volume{1, 2, 2};
  CHECK(location_share(rows_of(2, {0, 5, 1, 6, 0, 5, 1, 6}), volume) == 1);
  CHECK(location_share(rows_of(2, {0, 5, 1, 7, 1, 7, 0, 5}), volume) == 0);
  // Means 1 and 3 of a map whose values are 0, 2 | 2, 4 : half the variance lies between them.
  CHECK(location_share(rows_of(2, {0, 2, 2, 4}), {1, 2, 1}) == Approx(0.5));
  // A map of more variance counts for more: 1 of 1 between, and 0 of 4.
  CHECK(location_share(rows_of(2, {0, 2, 2, -2, 0, -2, 2, 2}), volume) == Approx(0.2));
  CHECK(std::isnan(location_share(rows_of(2, {1, 1, 1, 1}), {1, 2, 1})));
  CHECK_THROWS_AS(location_share(Matrix(2, 5), volume), ShapeError);
  CHECK_THROWS_AS(location_share(Matrix(0, 4), volume), ShapeError);
}

TEST_CASE("location share: the margin leaves the rim out") {
  // 3 x 3, one channel: the rim is its place, the middle is not.
  const Matrix maps = rows_of(2, {9, 0, 9, 0, 1, 0, 9, 0, 9, 9, 0, 9, 0, 2, 0, 9, 0, 9});
  CHECK(location_share(maps, {3, 3, 1}) > 0.9);
  CHECK(location_share(maps, {3, 3, 1}, 1) == 0);
  CHECK_THROWS_AS(location_share(maps, {3, 3, 1}, 2), ShapeError);
  CHECK_THROWS_AS(location_share(maps, {3, 3, 1}, -1), ShapeError);
}

TEST_CASE("location share: chance is one part in as many as there are images") {
  const Volume volume{8, 9, 3};
  const Matrix alike = noise(50, volume.size(), 1);
  CHECK(location_share(alike, volume) == Approx(0.02).margin(0.005));
  // Maps that are nothing but their place, until the locations are shuffled.
  Matrix placed(50, volume.size());
  for (Index n = 0; n < 50; ++n) std::copy_n(alike.row(0), volume.size(), placed.row(n));
  CHECK(location_share(placed, volume) == Approx(1));
  CHECK(location_share(with_shuffled_locations(placed, volume, Stream(1, "test")), volume) ==
        Approx(0.02).margin(0.005));
}

TEST_CASE("shuffled locations: an image keeps its pixels, whole") {
  const Volume volume{3, 4, 2};
  Matrix maps(2, volume.size());
  for (Index i = 0; i < maps.size(); ++i) maps.data()[i] = static_cast<float>(i);
  const Matrix shuffled = with_shuffled_locations(maps, volume, Stream(1, "test"));
  std::vector<float> order;
  for (Index n = 0; n < 2; ++n) {
    std::vector<float> seen;
    for (Index l = 0; l < 12; ++l) {
      const float first = shuffled(n, 2 * l);
      CHECK(shuffled(n, 2 * l + 1) == first + 1);
      seen.push_back(first - static_cast<float>(24 * n));
    }
    CHECK((order.empty() || order != seen));  // images are not shuffled alike
    order = seen;
    std::sort(seen.begin(), seen.end());
    for (Index l = 0; l < 12; ++l) CHECK(seen[static_cast<std::size_t>(l)] == static_cast<float>(2 * l));
  }
}

TEST_CASE("shift tolerance: the definition, layer by layer") {
  constexpr Index kSide = 8;
  Network net({kSide, kSide, 1}, {layers::convolution(3, 4), layers::relu(), layers::max_pooling(2), layers::dense(3)});
  net.start_uniform([](std::size_t layer) { return Stream(3, "init", {layer}); });
  const Matrix x = noise(5, kSide * kSide, 2);
  const std::vector<std::uint32_t> labels = {0, 1, 2, 1, 0};
  constexpr std::array<std::size_t, 2> kLayers = {2, 3};
  const ShiftTolerance got = shift_tolerance(net, x, labels, kSide, kSide, 2, kLayers);
  double accuracy = 0;
  std::array<double, 2> change{};
  const std::array<std::array<Index, 2>, 4> shifts = {{{2, 0}, {-2, 0}, {0, 2}, {0, -2}}};
  for (const auto& [down, right] : shifts) {
    const Matrix there = moved(x, kSide, kSide, down, right);
    accuracy += score(net, there, labels).accuracy / 4;
    for (std::size_t i = 0; i < kLayers.size(); ++i) {
      net.forward(x);
      const ConstMatrixView now = net.activation(kLayers[i]);
      const Matrix before = rows_of(5, {now.data, now.data + now.size()});
      net.forward(there);
      change[i] += relative_change(before, net.activation(kLayers[i])) / 4;
    }
  }
  CHECK(got.accuracy == Approx(accuracy));
  REQUIRE(got.change.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) CHECK(got.change[i] == Approx(change[i]));
  const ShiftTolerance still = shift_tolerance(net, x, labels, kSide, kSide, 0, kLayers);
  CHECK(still.change == std::vector<double>{0, 0});
  CHECK_THROWS_AS(shift_tolerance(net, x, std::span(labels).first(4), kSide, kSide, 1, kLayers), ShapeError);
  const std::vector<std::uint32_t> beyond = {0, 1, 3, 1, 0};
  CHECK_THROWS_AS(shift_tolerance(net, x, beyond, kSide, kSide, 1, kLayers), ShapeError);
}

// What a maximum over a window is for: a point that stays inside its window changes nothing.
TEST_CASE("shift tolerance: a point that moves within a window leaves the maximum alone") {
  Network net({4, 4, 1}, {layers::max_pooling(4), layers::dense(2)});
  Matrix x(1, 16);
  x(0, 5) = 1;
  constexpr std::array<std::size_t, 1> kPooled = {0};
  const std::vector<std::uint32_t> labels = {0};
  CHECK(shift_tolerance(net, x, labels, 4, 4, 1, kPooled).change.front() == 0);
  CHECK(shift_tolerance(net, x, labels, 4, 4, 2, kPooled).change.front() == 0.5);  // it leaves upwards and to the left
}

TEST_CASE("multiply-adds: every weight once for each place") {
  const Network net({28, 28, 1}, {layers::convolution(3, 32), layers::relu(), layers::convolution(3, 64),
                                  layers::relu(), layers::max_pooling(2), layers::dense(128), layers::dense(10)});
  CHECK(multiply_adds(net) == 26 * 26 * 9 * 32 + 24 * 24 * 288 * 64 + 9216 * 128 + 128 * 10);
}
