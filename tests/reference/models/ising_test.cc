// The short differences of an Ising model are those of its whole energy, and its searches lower it.
#include "reference/models/ising.h"

#include <cmath>

#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix random_spins(Index rows, Index cols, Draws& draws) {
  Matrix x(rows, cols);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = draws.below(2) == 0 ? -1.0F : 1.0F;
  return x;
}

const IsingCouplings kCouplings[] = {{.h = 0, .beta = 1, .eta = 2.1},
                                     {.h = 0.3, .beta = 0.7, .eta = 0.5},
                                     {.h = -0.4, .beta = 0, .eta = 1},
                                     {.h = 0, .beta = 1.5, .eta = 0}};

}  // namespace

TEST_CASE("the energy of a small image, by hand") {
  // x: + - / + +,  y: + + / - +.  Bonds: -1 (top), +1 (bottom), +1 (left), -1 (right); agreement 1 - 1 - 1 + 1.
  Matrix x(2, 2);
  Matrix y(2, 2);
  const float xs[] = {1, -1, 1, 1};
  const float ys[] = {1, 1, -1, 1};
  std::copy_n(xs, 4, x.data());
  std::copy_n(ys, 4, y.data());
  CHECK(ising_energy(x, y, {.h = 3, .beta = 5, .eta = 7}) == 3 * 2 - 5 * 0 - 7 * 0);
  y(0, 1) = -1;  // agreement 2
  x(1, 1) = -1;  // and then 0; sum 0; bonds: -1, -1, +1, +1
  y(1, 1) = -1;  // 2
  CHECK(ising_energy(x, y, {.h = 3, .beta = 5, .eta = 7}) == -14);
  CHECK_THROWS_AS(ising_energy(x, Matrix(2, 3), {}), ShapeError);
}

TEST_CASE("what a flip costs in its neighbourhood is what it costs in all") {
  Draws draws(Stream(1, "spins"));
  for (const IsingCouplings& c : kCouplings) {
    Matrix x = random_spins(4, 5, draws);
    const Matrix y = random_spins(4, 5, draws);
    for (Index i = 0; i < 4; ++i) {
      for (Index j = 0; j < 5; ++j) {
        const double before = ising_energy(x, y, c);
        const double cost = flip_cost(x, y, c, i, j);
        x(i, j) = -x(i, j);
        CHECK(ising_energy(x, y, c) - before == Approx(cost).margin(1e-12));
        CHECK(flip_cost(x, y, c, i, j) == -cost);
      }
    }
  }
}

TEST_CASE("ICM never raises the energy, and ends where no flip lowers it") {
  Draws draws(Stream(2, "spins"));
  for (const IsingCouplings& c : kCouplings) {
    const Matrix y = random_spins(9, 7, draws);
    Matrix x = y;
    double energy = ising_energy(x, y, c);
    double before = energy;
    int sweeps = 0;
    while (icm_sweep(x, y, c, energy) > 0) {
      ++sweeps;
      CHECK(energy < before);
      CHECK(ising_energy(x, y, c) == Approx(energy).margin(1e-9));
      before = energy;
    }
    if (c.beta > 0) CHECK(sweeps > 0);
    for (Index i = 0; i < 9; ++i) {
      for (Index j = 0; j < 7; ++j) CHECK(flip_cost(x, y, c, i, j) >= 0);
    }
  }
}

TEST_CASE("without coupling and bias nothing changes") {
  Draws draws(Stream(3, "spins"));
  const Matrix y = random_spins(9, 7, draws);
  Matrix x = y;
  double energy = 0;
  CHECK(icm_sweep(x, y, {.h = 0, .beta = 0, .eta = 0.5}, energy) == 0);
  CHECK(energy == 0);
}

TEST_CASE("the least energy is the least of all images") {
  Draws draws(Stream(4, "spins"));
  for (const IsingCouplings& c : kCouplings) {
    const Matrix y = random_spins(2, 4, draws);
    double least = 1e9;
    for (unsigned n = 0; n < 256; ++n) {
      Matrix x(2, 4);
      for (Index i = 0; i < 8; ++i) x.data()[i] = (n >> i & 1) != 0 ? 1.0F : -1.0F;
      least = std::min(least, ising_energy(x, y, c));
    }
    CHECK(least_energy(y, c) == Approx(least).margin(1e-12));
  }
  CHECK_THROWS_AS(least_energy(Matrix(5, 5), {}), UsageError);
}

TEST_CASE("Gibbs sweeps have the model's distribution, and none is hot or cold by mistake") {
  // Two pixels: all probabilities are known.
  const IsingCouplings c{.h = 0.2, .beta = 0.5, .eta = 0.3};
  Matrix y(1, 2);
  y(0, 0) = 1;
  y(0, 1) = -1;
  double weights[4];
  double total = 0;
  for (unsigned s = 0; s < 4; ++s) {
    Matrix x(1, 2);
    for (Index i = 0; i < 2; ++i) x(0, i) = (s >> i & 1) != 0 ? 1.0F : -1.0F;
    weights[s] = std::exp(-2 * ising_energy(x, y, c));
    total += weights[s];
  }
  constexpr int kSweeps = 40000;
  double counts[4] = {};
  Matrix x = y;
  const Stream stream(5, "chain");
  for (std::uint32_t s = 0; s < kSweeps; ++s) {
    gibbs_sweep(x, y, c, 2, stream.substream(s));
    counts[(x(0, 0) > 0 ? 1 : 0) + (x(0, 1) > 0 ? 2 : 0)] += 1;
  }
  // Five standard deviations of independent samples, twice that for a chain.
  for (unsigned s = 0; s < 4; ++s) {
    const double p = weights[s] / total;
    CHECK(std::fabs(counts[s] / kSweeps - p) < 10 * std::sqrt(p * (1 - p) / kSweeps));
  }
}
