// The gradient of the embedding against finite differences of its divergence, and small cases by hand.
#include "reference/oracles/embedding.h"

#include <cmath>

#include "reference/core/random.h"
#include "reference/oracles/differences.h"
#include "reference/oracles/distances.h"
#include "tests/catch.h"

using namespace rederive;
using oracle::Map;

namespace {

Map random_map(std::size_t n, std::uint64_t seed) {
  Draws draws(Stream(seed, "map"));
  Map map{std::vector<double>(n), std::vector<double>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    map.x[i] = draws.normal();
    map.y[i] = draws.normal();
  }
  return map;
}

// Symmetric, zero on the diagonal, adds up to 1.
std::vector<double> random_affinities(std::size_t n, std::uint64_t seed) {
  Draws draws(Stream(seed, "p"));
  std::vector<double> p(n * n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      p[i * n + j] = p[j * n + i] = draws.uniform(0, 1);
      sum += 2 * p[i * n + j];
    }
  }
  for (double& value : p) value /= sum;
  return p;
}

}  // namespace

TEST_CASE("the embedding's gradient is the derivative of its divergence") {
  for (const bool gaussian : {false, true}) {
    const std::size_t n = 9;
    const std::vector<double> p = random_affinities(n, 2);
    const Map map = random_map(n, 3);
    const Map gradient = oracle::gradient(gaussian, p, map);
    const auto flat = [](const Map& m) {
      std::vector<double> all = m.x;
      all.insert(all.end(), m.y.begin(), m.y.end());
      return all;
    };
    const oracle::Function divergence = [&](std::span<const double> at) {
      const auto middle = at.begin() + static_cast<std::ptrdiff_t>(n);
      return oracle::divergence(gaussian, p, Map{{at.begin(), middle}, {middle, at.end()}});
    };
    CHECK(oracle::wrong_slopes(divergence, flat(map), flat(gradient), 1e-8) == "");
    CHECK(std::fabs(gradient.x[0]) > 1e-4);
  }
}

TEST_CASE("two points: the divergence is 0 and so is its gradient, wherever they lie") {
  const Map map{{0, 3}, {1, -1}};
  const std::vector<double> p = {0, 0.5, 0.5, 0};
  for (const bool gaussian : {false, true}) {
    CHECK(std::fabs(oracle::divergence(gaussian, p, map)) < 1e-14);
    CHECK(std::fabs(oracle::gradient(gaussian, p, map).x[0]) < 1e-14);
  }
  CHECK(oracle::map_distance(map, 0, 1) == 13);
  CHECK(oracle::similarity(false, map, 0, 1) == 1 / 14.0);
  CHECK(oracle::similarity(true, map, 0, 0) == 0);
  CHECK(std::fabs(oracle::partition(true, map) - 2 * std::exp(-13)) < 1e-18);
}

TEST_CASE("a map whose similarities are the affinities has no divergence and no gradient") {
  const Map map = random_map(7, 5);
  for (const bool gaussian : {false, true}) {
    const double z = oracle::partition(gaussian, map);
    std::vector<double> p;
    for (std::size_t i = 0; i < 7; ++i) {
      for (std::size_t j = 0; j < 7; ++j) p.push_back(oracle::similarity(gaussian, map, i, j) / z);
    }
    CHECK(std::fabs(oracle::divergence(gaussian, p, map)) < 1e-14);
    for (const double g : oracle::gradient(gaussian, p, map).y) CHECK(std::fabs(g) < 1e-14);
    CHECK(oracle::divergence(gaussian, p, random_map(7, 6)) > 0.01);
  }
}

TEST_CASE("affinities: equal distances give the perplexity n - 1, and the slope is the entropy's derivative") {
  const auto flat = oracle::conditional({0, 4, 4, 4, 4}, 0, 0.7);
  CHECK(flat.p[0] == 0);
  CHECK(std::fabs(std::exp(flat.entropy) - 4) < 1e-14);
  CHECK(std::fabs(flat.slope) < 1e-14);
  const std::vector<double> distances = {3, 1, 0, 4, 1.5};
  CHECK(std::fabs(oracle::conditional(distances, 2, 2.0).p[0] / oracle::conditional(distances, 2, 2.0).p[1] -
                  std::exp(-4)) < 1e-14);
  const double step = 1e-5;
  const double above = oracle::conditional(distances, 2, 0.8 * std::exp(step)).entropy;
  const double below = oracle::conditional(distances, 2, 0.8 * std::exp(-step)).entropy;
  CHECK(std::fabs((above - below) / (2 * step) - oracle::conditional(distances, 2, 0.8).slope) < 1e-9);
}

TEST_CASE("a squared distance by hand") {
  const float x[] = {1, 2, 3};
  const float y[] = {4, -2, 3};
  CHECK(oracle::squared_distance(x, y, 3) == 25);
  CHECK(oracle::squared_distance(x, y, 0) == 0);
}
