#include "reference/models/neighbour_embedding.h"

#include <algorithm>
#include <cmath>

#include "reference/core/random.h"
#include "reference/models/joint_affinities.h"
#include "reference/oracles/embedding.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

constexpr Index kPoints = 90;

// Three clouds, one after the other.
Matrix clouds() {
  Matrix x(kPoints, 6);
  Draws draws(Stream(8, "clouds"));
  for (Index i = 0; i < kPoints; ++i) {
    for (Index j = 0; j < 6; ++j) x(i, j) = static_cast<float>(draws.normal() + (j == i / 30 ? 6 : 0));
  }
  return x;
}

const Matrix& affinities() {
  static const Matrix p = joint_affinities(clouds(), 10);
  return p;
}

Matrix start(double sd = 1) { return random_map(kPoints, sd, Stream(1, "start")); }

std::vector<double> exact(const Matrix& p) { return {p.data(), p.data() + p.size()}; }

bool same(const Matrix& a, const Matrix& b) { return std::equal(a.data(), a.data() + a.size(), b.data()); }

}  // namespace

TEST_CASE("the first two steps are the formula, with the gradient of the oracle") {
  struct Case {
    bool gaussian;
    double rate;      // after the exaggeration
    double momentum;  // after the exaggeration
  };
  for (const auto& [gaussian, rate, momentum] :
       {Case{false, 3, 0.8}, Case{true, 3, 0.8}, Case{false, 5, 0.9}, Case{true, 5, 0.9}}) {
    NeighbourEmbedding embedding(start(), affinities(),
                                 {.similarity = gaussian ? Similarity::gaussian : Similarity::student,
                                  .exaggeration = 4,
                                  .exaggerated = 1,
                                  .rate = 3,
                                  .later_rate = rate == 3 ? 0 : rate,  // 0: as before
                                  .momentum = momentum});
    const Matrix before = embedding.map();
    std::vector<double> exaggerated = exact(affinities());
    for (double& p : exaggerated) p *= 4;
    const oracle::Map g1 = oracle::gradient(gaussian, exaggerated, oracle::map_of(before));
    embedding.step();
    const Matrix between = embedding.map();
    const oracle::Map g2 = oracle::gradient(gaussian, exact(affinities()), oracle::map_of(between));
    embedding.step();
    for (Index i = 0; i < kPoints; ++i) {
      const auto place = static_cast<std::size_t>(i);
      // No velocity yet: the gain falls to .8.
      const double v1 = -3 * 0.8 * g1.x[place];
      CHECK(between(0, i) == Approx(before(0, i) + v1).margin(1e-5));
      const double gain = v1 * g2.x[place] < 0 ? 1.0 : 0.64;
      CHECK(embedding.map()(0, i) == Approx(between(0, i) + momentum * v1 - rate * gain * g2.x[place]).margin(1e-5));
    }
  }
}

TEST_CASE("momentum is a half while the affinities are exaggerated") {
  NeighbourEmbedding embedding(start(), affinities(), {.exaggeration = 2, .exaggerated = 9, .rate = 1});
  std::vector<double> twice = exact(affinities());
  for (double& p : twice) p *= 2;
  const Matrix before = embedding.map();
  embedding.step();
  const Matrix between = embedding.map();
  const oracle::Map g = oracle::gradient(false, twice, oracle::map_of(between));
  embedding.step();
  for (Index i = 0; i < kPoints; ++i) {
    const double v = static_cast<double>(between(1, i)) - before(1, i);
    const double slope = g.y[static_cast<std::size_t>(i)];
    const double gain = v * slope < 0 ? 1.0 : 0.64;
    CHECK(embedding.map()(1, i) == Approx(between(1, i) + 0.5 * v - gain * slope).margin(1e-6));
  }
}

TEST_CASE("the divergence is the oracle's, and descent brings it down for either method") {
  for (const bool gaussian : {false, true}) {
    NeighbourEmbedding embedding(
        start(1e-4), affinities(),
        {.similarity = gaussian ? Similarity::gaussian : Similarity::student, .exaggerated = 60});
    const double first = embedding.divergence();
    while (embedding.steps() < 200) embedding.step();
    const double last = embedding.divergence();
    CHECK(last ==
          Approx(oracle::divergence(gaussian, exact(affinities()), oracle::map_of(embedding.map()))).epsilon(1e-5));
    CHECK(last < first / 3);
    // Clouds stay apart: nearest in the map is of the same cloud.
    for (Index i = 0; i < kPoints; ++i) {
      Index nearest = i == 0 ? 1 : 0;
      const oracle::Map map = oracle::map_of(embedding.map());
      const auto distance = [&](Index j) {
        return oracle::map_distance(map, static_cast<std::size_t>(i), static_cast<std::size_t>(j));
      };
      for (Index j = 0; j < kPoints; ++j) {
        if (j != i && distance(j) < distance(nearest)) nearest = j;
      }
      CHECK(nearest / 30 == i / 30);
    }
  }
}

TEST_CASE("neither threads nor the form of the affinities change the descent") {
  const NeighbourAffinities all = neighbour_affinities(clouds(), 10, kPoints - 1);
  for (const Similarity similarity : {Similarity::student, Similarity::gaussian}) {
    Team team(3);
    const DescentSchedule schedule{.similarity = similarity, .exaggerated = 20};
    NeighbourEmbedding alone(start(), affinities(), schedule);
    NeighbourEmbedding shared(start(), affinities(), schedule, &team);
    NeighbourEmbedding sparse(start(), all, schedule);
    NeighbourEmbedding sparse_shared(start(), all, schedule, &team);
    CHECK(alone.divergence() == Approx(sparse.divergence()).epsilon(1e-5));
    for (int i = 0; i < 30; ++i) {
      for (NeighbourEmbedding* embedding : {&alone, &shared, &sparse, &sparse_shared}) embedding->step();
      if (i > 0) continue;
      for (Index j = 0; j < kPoints; ++j) CHECK(alone.map()(0, j) == Approx(sparse.map()(0, j)).margin(1e-5));
    }
    CHECK(same(alone.map(), shared.map()));
    CHECK(same(sparse.map(), sparse_shared.map()));
  }
}

TEST_CASE("affinities to neighbours: symmetric, sum 1, only of neighbours, the perplexity that was asked for") {
  const Matrix x = clouds();
  const NeighbourAffinities p = neighbour_affinities(x, 5, 15);
  Matrix dense(kPoints, kPoints);
  double sum = 0;
  for (Index i = 0; i < kPoints; ++i) {
    CHECK(p.end(i) - p.begin(i) >= 15);
    for (Index e = p.begin(i); e < p.end(i); ++e) {
      const std::uint32_t j = p.columns[static_cast<std::size_t>(e)];
      if (e > p.begin(i)) CHECK(j > p.columns[static_cast<std::size_t>(e - 1)]);
      CHECK(j != static_cast<std::uint32_t>(i));
      dense(i, j) = p.values[static_cast<std::size_t>(e)];
      sum += dense(i, j);
    }
  }
  CHECK(sum == Approx(1).epsilon(1e-5));
  for (Index i = 0; i < kPoints; ++i) {
    for (Index j = 0; j < i; ++j) CHECK(dense(i, j) == dense(j, i));
  }
  // With all the others as neighbours it is P itself.
  const NeighbourAffinities all = neighbour_affinities(x, 10, kPoints - 1);
  for (Index i = 0; i < kPoints; ++i) {
    for (Index e = all.begin(i); e < all.end(i); ++e) {
      CHECK(all.values[static_cast<std::size_t>(e)] ==
            Approx(affinities()(i, all.columns[static_cast<std::size_t>(e)])).epsilon(1e-4).margin(1e-12));
    }
  }
}

TEST_CASE("points without clusters do not fall into one while the affinities are exaggerated") {
  Matrix even(300, 10);
  Draws draws(Stream(8, "even"));
  for (Index i = 0; i < even.size(); ++i) even.data()[i] = static_cast<float>(draws.normal());
  const Matrix p = joint_affinities(even, 30);
  NeighbourEmbedding embedding(random_map(300, 1e-4, Stream(1, "start")), p, {.exaggerated = 1000});
  while (embedding.steps() < 1500) embedding.step();
  const auto [low, high] = std::minmax_element(embedding.map().row(0), embedding.map().row(0) + 300);
  CHECK(*high - *low > 1);
}

TEST_CASE("first maps") {
  const Matrix random = random_map(4000, 1e-4, Stream(2, "start"));
  double squares = 0;
  for (Index i = 0; i < random.size(); ++i) squares += std::pow(static_cast<double>(random.data()[i]), 2);
  CHECK(std::sqrt(squares / static_cast<double>(random.size())) == Approx(1e-4).epsilon(0.05));
  Matrix components(2, 3);
  components(0, 0) = 5;
  components(1, 0) = 1;
  components(0, 1) = 3;
  const Matrix map = component_map(components, 0.5);  // the first has the standard deviation 2
  CHECK((map(0, 0) == 1.25F && map(0, 1) == 0.25F && map(1, 0) == 0.75F));
  CHECK_THROWS_AS(component_map(Matrix(3, 1), 1), ShapeError);
  CHECK_THROWS_AS(component_map(Matrix(3, 2), 1), UsageError);
  CHECK(automatic_rate(9600, 12) == 200);
  CHECK(automatic_rate(96, 12) == 2);
}

TEST_CASE("an embedding refuses what does not fit") {
  CHECK_THROWS_AS(NeighbourEmbedding(Matrix(2, 5), affinities(), {}), ShapeError);
  CHECK_THROWS_AS(NeighbourEmbedding(Matrix(3, kPoints), affinities(), {}), ShapeError);
  CHECK_THROWS_AS(NeighbourEmbedding(Matrix(2, 5), neighbour_affinities(clouds(), 5, 15), {}), ShapeError);
  CHECK_THROWS_AS(neighbour_affinities(clouds(), 5, kPoints), UsageError);
  CHECK_THROWS_AS(neighbour_affinities(clouds(), 16, 15), UsageError);
}
