// The embedding's kernels as an optimiser calls them: known answers, pieces, digests, whole gradients.
#include "reference/oracles/embedding.h"

#include <cmath>
#include <vector>

#include "reference/core/random.h"
#include "reference/core/sha256.h"
#include "reference/kernels/targets.h"
#include "reference/kernels/tsne_affinities.h"
#include "reference/kernels/tsne_divergence.h"
#include "reference/kernels/tsne_forces.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix random_map(Index n) {
  Matrix map(2, n);
  Draws draws(Stream(5, "map"));
  for (Index i = 0; i < map.size(); ++i) map.data()[i] = static_cast<float>(draws.normal());
  return map;
}

// Symmetric, zero on the diagonal, adds up to about 1.
Matrix random_affinities(Index n) {
  Matrix p(n, n);
  Draws draws(Stream(5, "p"));
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) p(i, j) = p(j, i) = static_cast<float>(2 * draws.uniform(0, 1) / (1.0 * n * n));
  }
  return p;
}

struct Whole {
  Matrix attraction, repulsion, gradient;
  std::vector<double> z, divergences, masses;
  double total = 0, divergence = 0;
};

// In pieces of `grain` rows.
Whole whole(Similarity similarity, const Matrix& map, const Matrix& p, Index grain) {
  const Index n = map.cols();
  const auto size = static_cast<std::size_t>(n);
  Whole w{Matrix(2, n),
          Matrix(2, n),
          Matrix(2, n),
          std::vector<double>(size),
          std::vector<double>(size),
          std::vector<double>(size)};
  for (Index first = 0; first < n; first += grain) {
    const Index rows = std::min(grain, n - first);
    const auto piece = [&](std::vector<double>& all) {
      return std::span(all).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(rows));
    };
    const auto columns = [&](Matrix& m) { return MatrixView{m.data() + first, 2, rows, n}; };
    const ConstMatrixView rows_of_p = p.view().row_range(first, rows);
    tsne_forces(similarity, map, rows_of_p, first, columns(w.attraction), columns(w.repulsion), piece(w.z));
    tsne_divergence(similarity, map, rows_of_p, first, piece(w.divergences), piece(w.masses));
  }
  for (const double z : w.z) w.total += z;
  tsne_gradient(w.attraction, w.repulsion, w.total, 1, w.gradient);
  w.divergence = kullback_leibler(w.divergences, w.masses, w.total);
  return w;
}

std::string_view bytes(const Matrix& m) {
  return {reinterpret_cast<const char*>(m.data()), static_cast<std::size_t>(m.size()) * 4};
}

std::string_view bytes(const std::vector<double>& v) {
  return {reinterpret_cast<const char*>(v.data()), v.size() * sizeof(double)};
}

}  // namespace

TEST_CASE("forces between two points by hand") {
  Matrix map(2, 2);
  map(0, 0) = 3;
  map(1, 1) = 1;  // (3, 0) and (0, 1): d = 10
  Matrix p(2, 2);
  p(0, 1) = p(1, 0) = 0.5F;
  const Whole student = whole(Similarity::student, map, p, 2);
  CHECK(student.z[0] == Approx(1 / 11.0).epsilon(1e-6));
  CHECK(student.repulsion(0, 0) == Approx(3 / 121.0).epsilon(1e-6));
  CHECK(student.attraction(1, 1) == Approx(0.5 / 11).epsilon(1e-6));
  CHECK(std::fabs(student.gradient(0, 0)) < 1e-6);  // two points always agree
  CHECK(std::fabs(student.divergence) < 1e-6);
  const Whole gaussian = whole(Similarity::gaussian, map, p, 1);
  CHECK(gaussian.z[1] == Approx(std::exp(-10)).epsilon(1e-5));
  CHECK(gaussian.repulsion(0, 1) == Approx(-3 * std::exp(-10)).epsilon(1e-5));
  CHECK(gaussian.attraction(0, 1) == -1.5F);
  CHECK(std::fabs(gaussian.divergence) < 1e-5);
}

TEST_CASE("the gradient and the divergence from the kernels are those of the oracle") {
  const Matrix map = random_map(61);
  const Matrix p = random_affinities(61);
  const std::vector<double> exact_p(p.data(), p.data() + p.size());
  for (const Similarity similarity : {Similarity::student, Similarity::gaussian}) {
    const bool gaussian = similarity == Similarity::gaussian;
    const oracle::Map exact = oracle::gradient(gaussian, exact_p, oracle::map_of(map));
    const Whole w = whole(similarity, map, p, 61);
    double largest = 0;
    for (Index i = 0; i < 61; ++i) {
      const auto place = static_cast<std::size_t>(i);
      // Forces of order .1, 30 roundings of 2^-24 each.
      CHECK(std::fabs(w.gradient(0, i) - exact.x[place]) < 1e-6);
      CHECK(std::fabs(w.gradient(1, i) - exact.y[place]) < 1e-6);
      largest = std::max(largest, std::fabs(exact.x[place]));
    }
    CHECK(largest > 1e-3);
    CHECK(w.divergence == Approx(oracle::divergence(gaussian, exact_p, oracle::map_of(map))).margin(1e-5));
    CHECK(w.divergence > 0.01);
  }
}

TEST_CASE("exaggeration multiplies the attraction alone") {
  Matrix attraction(2, 3);
  Matrix repulsion(2, 3);
  attraction(1, 2) = 0.25F;
  repulsion(1, 2) = 6;
  Matrix gradient(2, 3);
  tsne_gradient(attraction, repulsion, 2, 12, gradient);
  CHECK((gradient(1, 2) == 0 && gradient(0, 0) == 0));
  tsne_gradient(attraction, repulsion, 2, 1, gradient);
  CHECK(gradient(1, 2) == -11);
}

TEST_CASE("the pieces that a map is cut into do not show, on any target") {
  const Matrix map = random_map(1100);
  const Matrix p = random_affinities(1100);
  for (const Similarity similarity : {Similarity::student, Similarity::gaussian}) {
    const Whole once = whole(similarity, map, p, 1100);
    for (const std::string& target : {supported_targets().front(), supported_targets().back()}) {
      force_target(target);
      const Whole pieces = whole(similarity, map, p, 333);
      force_target("");
      INFO(target);
      CHECK(bytes(pieces.gradient) == bytes(once.gradient));
      CHECK(pieces.total == once.total);
      CHECK(pieces.divergence == once.divergence);
    }
  }
}

TEST_CASE("the embedding: digests are the same on every target, and known") {
  for (const std::string& target : supported_targets()) {
    force_target(target);
    Sha256 hash;
    for (const Index n : {1, 2, 15, 16, 17, 100, 1025}) {
      const Matrix map = random_map(n);
      const Matrix p = random_affinities(n);
      for (const Similarity similarity : {Similarity::student, Similarity::gaussian}) {
        const Whole w = whole(similarity, map, p, n);
        for (const Matrix* m : {&w.attraction, &w.repulsion, &w.gradient}) {
          if (n > 1 || m != &w.gradient) hash.add(bytes(*m));  // one point: 0 / 0
        }
        hash.add(bytes(w.z));
        hash.add(bytes(w.divergences));
      }
      const std::vector<float> precisions(static_cast<std::size_t>(n), 1.5F);
      std::vector<double> entropies(precisions.size());
      std::vector<double> slopes(precisions.size());
      Matrix distances(n, n);
      for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < n; ++j) distances(i, j) = std::fabs(map(0, i) - map(0, j));
      }
      Matrix conditional(n, n);
      tsne_affinities(distances, 0, precisions, conditional, entropies, slopes);
      hash.add(bytes(conditional));
      hash.add(bytes(entropies));
      hash.add(bytes(slopes));
    }
    force_target("");
    INFO(target);
    CHECK(hash.finish_hex().substr(0, 16) == "62e2f9beedf7b32f");
  }
}

TEST_CASE("affinities: equal distances share equally, whatever stands at the own place") {
  Matrix d(1, 5);
  for (Index j = 0; j < 5; ++j) d(0, j) = j == 2 ? 1e30F : 7;
  Matrix p(1, 5);
  std::vector<double> entropy(1);
  std::vector<double> slope(1);
  tsne_affinities(d, 2, std::vector<float>{0.5F}, p, entropy, slope);
  CHECK((p(0, 0) == 0.25F && p(0, 2) == 0 && p(0, 4) == 0.25F));
  CHECK(std::exp(entropy[0]) == Approx(4).epsilon(1e-12));
  CHECK(slope[0] == 0);
}

TEST_CASE("the embedding: operands that do not fit are named") {
  const Matrix map(2, 4);
  const Matrix p(3, 4);
  Matrix forces(2, 3);
  std::vector<double> z(3);
  const auto student = Similarity::student;
  CHECK_THROWS_WITH(tsne_forces(student, Matrix(4, 2), p, 0, forces, forces, z), ContainsSubstring("the map is 4 x 2"));
  CHECK_THROWS_WITH(tsne_forces(student, map, p, 2, forces, forces, z), ContainsSubstring("rows 2 to 5 of 4 points"));
  CHECK_THROWS_WITH(tsne_forces(student, map, p, 0, Matrix(2, 2), forces, z), ContainsSubstring("the attraction"));
  CHECK_THROWS_WITH(tsne_forces(student, map, {}, 0, forces, forces, z), ContainsSubstring("P is 0 x 0"));
  CHECK_THROWS_WITH(tsne_forces(student, map, p, 0, forces, Matrix(2, 4), z), ContainsSubstring("the repulsion"));
  CHECK_THROWS_WITH(tsne_divergence(student, map, Matrix(3, 3), 0, z, z), ContainsSubstring("P is 3 x 3"));
  CHECK_THROWS_WITH(tsne_divergence(student, map, p, -1, z, z), ContainsSubstring("rows -1 to 2"));
  CHECK_THROWS_WITH(kullback_leibler(z, std::span(z).first(2), 1), ContainsSubstring("the masses"));
  CHECK_THROWS_WITH(tsne_gradient(forces, Matrix(2, 2), 1, 1, forces), ContainsSubstring("the repulsion"));
  const std::vector<float> beta(3);
  CHECK_THROWS_WITH(tsne_affinities(p, 0, std::span(beta).first(1), {}, z, z), ContainsSubstring("the precisions"));
  CHECK_THROWS_WITH(tsne_affinities(p, 2, beta, {}, z, z), ContainsSubstring("rows 2 to 5"));
}
