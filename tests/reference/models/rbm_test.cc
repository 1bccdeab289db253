// The machine in float32 against the oracle in double. Inputs are sums of at most 41 terms of order one: 41 units in
// the last place of numbers below 16 are 4e-5, the typical error is a tenth of that.
#include "reference/models/rbm.h"

#include <cmath>

#include "reference/core/elementary.h"
#include "tests/catch.h"
#include "tests/reference/models/machines.h"

using namespace rederive;
using oracle::State;

namespace {

constexpr double kFloat = 2e-5;

// The reconstruction's cross-entropy, one loop per sum sign.
double plain_cross_entropy(const oracle::Rbm& rbm, const Matrix& data) {
  double total = 0;
  for (Index n = 0; n < data.rows(); ++n) {
    std::vector<double> h;
    for (Index j = 0; j < rbm.hidden; ++j) {
      double input = rbm.hidden_bias[static_cast<std::size_t>(j)];
      for (Index i = 0; i < rbm.visible; ++i) input += static_cast<double>(data(n, i)) * rbm.weight(i, j);
      h.push_back(sigmoid_exact_bits(input));
    }
    for (Index i = 0; i < rbm.visible; ++i) {
      double x = rbm.visible_bias[static_cast<std::size_t>(i)];
      for (Index j = 0; j < rbm.hidden; ++j) x += rbm.weight(i, j) * h[static_cast<std::size_t>(j)];
      const auto v = static_cast<double>(data(n, i));
      total -= v * log_exact_bits(sigmoid_exact_bits(x)) + (1 - v) * log_exact_bits(sigmoid_exact_bits(-x));
    }
  }
  return total / static_cast<double>(data.rows());
}

}  // namespace

TEST_CASE("the conditionals are those of the joint distribution") {
  const Rbm rbm = small_machine(6, 5, 1, 1);
  const oracle::Rbm truth = exact(rbm);
  Matrix h(64, 5);
  hidden_probabilities(rbm, all_states(6), h);
  for (State s = 0; s < 64; ++s) {
    const std::vector<double> means = oracle::unit_means(oracle::hidden_given(truth, s), 5);
    for (Index j = 0; j < 5; ++j) CHECK(std::fabs(static_cast<double>(h(s, j)) - means[j]) < kFloat);
  }
  Matrix v(32, 6);
  visible_probabilities(rbm, all_states(5), v);
  for (State s = 0; s < 32; ++s) {
    const std::vector<double> means = oracle::unit_means(oracle::visible_given(truth, s), 6);
    for (Index i = 0; i < 6; ++i) CHECK(std::fabs(static_cast<double>(v(s, i)) - means[i]) < kFloat);
  }
}

TEST_CASE("the free energy is minus the log-sum over h of exp(-E)") {
  const Rbm rbm = small_machine(6, 5, 1, 2);
  const std::vector<double> energies = free_energy(rbm, all_states(6));
  for (State s = 0; s < 64; ++s) {
    CHECK(std::fabs(energies[s] - oracle::free_energy_by_definition(exact(rbm), s)) < kFloat);
  }
}

TEST_CASE("the free energy of every row is its own, whatever the blocks and the stride") {
  const Rbm rbm = small_machine(20, 41, 0.3, 3);
  const oracle::Rbm truth = exact(rbm);
  for (const Index rows : {0, 1, 127, 128, 129, 300}) {
    const Matrix wide = coins(rows, 23, 3);
    const ConstMatrixView data{wide.data() + 1, rows, 20, 23};
    const std::vector<double> energies = free_energy(rbm, data);
    REQUIRE(std::ssize(energies) == rows);
    for (Index n = 0; n < rows; ++n) {
      const std::vector<double> v(data.row(n), data.row(n) + 20);
      CHECK(std::fabs(energies[static_cast<std::size_t>(n)] - oracle::free_energy(truth, v)) < kFloat);
    }
  }
}

TEST_CASE("the free-energy gap is a difference of means") {
  const Rbm rbm = small_machine(6, 5, 1, 4);
  Matrix on(1, 6);
  std::fill_n(on.data(), 6, 1.0F);
  const double gap =
      oracle::free_energy_by_definition(exact(rbm), 63) - oracle::free_energy_by_definition(exact(rbm), 0);
  CHECK(std::fabs(free_energy_gap(rbm, Matrix(3, 6), on) - gap) < 2 * kFloat);
  CHECK(free_energy_gap(rbm, on, on) == 0);
}

TEST_CASE("the reconstruction's cross-entropy is its definition") {
  for (const Index rows : {1, 5, 128, 131}) {
    const Rbm rbm = small_machine(20, 41, 0.3, 5);
    const Matrix data = coins(rows, 20, 5);
    const double truth = plain_cross_entropy(exact(rbm), data);
    CHECK(std::fabs(reconstruction_cross_entropy(rbm, data) - truth) < kFloat * truth);
  }
}

TEST_CASE("a machine that knows nothing reconstructs a fair coin, one that is sure and wrong pays in full") {
  CHECK(reconstruction_cross_entropy(Rbm(10, 4), coins(7, 10, 6)) == Approx(10 * log_exact_bits(2)).epsilon(1e-6));
  Rbm rbm(10, 4);
  for (float& b : rbm.visible_bias()) b = -1000;
  Matrix on(1, 10);
  std::fill_n(on.data(), 10, 1.0F);
  CHECK(reconstruction_cross_entropy(rbm, on) == 10000);
}

TEST_CASE("weights start as the stream's normals, biases at zero") {
  const Stream stream(7, "init");
  const Rbm rbm = Rbm::gaussian(3, 4, 0.1, stream);
  CHECK(rbm.weights()(2, 1) == static_cast<float>(0.1 * normal(stream.word(2 * 4 + 1))));
  for (const float b : rbm.visible_bias()) CHECK(b == 0);
  for (const float a : rbm.hidden_bias()) CHECK(a == 0);
}

TEST_CASE("what does not fit is refused with its shape or its value") {
  const Stream stream(1, "init");
  CHECK_THROWS_WITH(Rbm(0, 3), ContainsSubstring("0 visible and 3 hidden"));
  CHECK_THROWS_AS(Rbm(3, -1), UsageError);
  CHECK_THROWS_AS(Rbm::gaussian(3, 3, -0.1, stream), UsageError);
  CHECK_THROWS_AS(Rbm::gaussian(3, 3, NAN, stream), UsageError);
  const Rbm rbm(6, 5);
  Matrix out(2, 5);
  CHECK_THROWS_WITH(hidden_probabilities(rbm, Matrix(2, 7), out),
                    ContainsSubstring("sparse_gemm: B is 6 x 5, expected 7 x 5"));
  CHECK_THROWS_AS(hidden_probabilities(rbm, Matrix(3, 6), out), ShapeError);
  CHECK_THROWS_AS(visible_probabilities(rbm, Matrix(2, 5), out), ShapeError);
  CHECK_THROWS_AS(free_energy(rbm, Matrix(2, 7)), ShapeError);
  CHECK_THROWS_AS(reconstruction_cross_entropy(rbm, Matrix(2, 7)), ShapeError);
  CHECK_THROWS_WITH(reconstruction_cross_entropy(rbm, Matrix(0, 6)), ContainsSubstring("at least one row"));
  CHECK_THROWS_AS(free_energy_gap(rbm, Matrix(0, 6), Matrix(2, 6)), UsageError);
}
