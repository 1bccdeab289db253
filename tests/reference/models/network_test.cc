// Networks against the sums that they stand for, written out in double, and their gradients against differences of
// these.
#include "reference/models/network.h"

#include <cmath>
#include <limits>

#include "reference/core/error.h"
#include "reference/layers/activations.h"
#include "reference/models/autoencoder.h"
#include "reference/models/classifier.h"
#include "reference/oracles/differences.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix uniform_matrix(Index rows, Index cols, double low, double high, std::uint64_t seed) {
  Matrix m(rows, cols);
  Draws draws(Stream(seed, "test"));
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(draws.uniform(low, high));
  return m;
}

std::vector<double> all_values(const std::vector<Trainable*>& parameters, Matrix Trainable::*part) {
  std::vector<double> all;
  for (const Trainable* p : parameters) all.insert(all.end(), (p->*part).data(), (p->*part).data() + (p->*part).size());
  return all;
}

// A layer's inputs to its units, from parameters that lie one after the other.
using Numbers = std::vector<double>;
Numbers plain_dense(const Numbers& x, std::span<const double> weights, std::span<const double> bias) {
  Numbers y(bias.begin(), bias.end());
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) y[j] += x[i] * weights[i * y.size() + j];
  }
  return y;
}
Numbers plain_transposed(const Numbers& x, std::span<const double> weights, std::span<const double> bias) {
  Numbers y(bias.begin(), bias.end());
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = 0; j < x.size(); ++j) y[i] += x[j] * weights[i * x.size() + j];
  }
  return y;
}
Numbers plain_sigmoid(Numbers x) {
  for (double& value : x) value = 1 / (1 + std::exp(-value));
  return x;
}
Numbers row_of(const Matrix& m, Index n) { return {m.row(n), m.row(n) + m.cols()}; }

constexpr double kFloat = 1e-5;  // sums of a few dozen terms of order one

}  // namespace

TEST_CASE("a classifier's gradient is that of its mean cross-entropy") {
  constexpr Index kInputs = 7;
  constexpr Index kHidden = 5;
  constexpr Index kClasses = 4;
  const Matrix x = uniform_matrix(6, kInputs, -1, 1, 1);
  const std::vector<std::uint32_t> labels = {0, 3, 1, 2, 2, 0};
  Network net(kInputs, {layers::dense(kHidden), layers::sigmoid(), layers::dense(kClasses)});
  net.dense(0).start_gaussian(0.8, Stream(1, "first"));
  net.dense(2).start_gaussian(0.8, Stream(1, "second"));
  net.dense(0).bias().value = uniform_matrix(1, kHidden, -1, 1, 2);
  CHECK(net.parameter_count() == kInputs * kHidden + kHidden + kHidden * kClasses + kClasses);
  backpropagate(net, x, labels);

  const oracle::Function loss = [&](std::span<const double> p) {
    double sum = 0;
    for (Index n = 0; n < x.rows(); ++n) {
      const Numbers h = plain_sigmoid(plain_dense(row_of(x, n), p.first(35), p.subspan(35, 5)));
      const Numbers z = plain_dense(h, p.subspan(40, 20), p.subspan(60, 4));
      double total = 0;
      for (const double score : z) total += std::exp(score);
      sum += std::log(total) - z[labels[static_cast<std::size_t>(n)]];
    }
    return sum / static_cast<double>(x.rows());
  };
  const std::vector<double> at = all_values(net.parameters(), &Trainable::value);
  CHECK(oracle::wrong_slopes(loss, at, all_values(net.parameters(), &Trainable::gradient), kFloat).empty());
  CHECK(score(net, x, labels).cross_entropy == Approx(loss(at)).epsilon(kFloat));
}

TEST_CASE("an autoencoder's gradient is that of its loss, tied or not, whatever the loss") {
  constexpr Index kPixels = 6;
  constexpr Index kHidden = 4;
  const Matrix x = uniform_matrix(5, kPixels, 0, 1, 3);
  const Matrix t = uniform_matrix(5, kPixels, 0, 1, 4);
  for (const bool tied : {false, true}) {
    for (const ReconstructionLoss kind : {ReconstructionLoss::cross_entropy, ReconstructionLoss::squared_error}) {
      Autoencoder model(kPixels, kHidden, kind, tied, Stream(5, "weights"));
      CHECK(model.parameters().size() == (tied ? 3 : 4));
      const auto reconstruction = [&](std::span<const double> p, Index n) {
        const Numbers h = plain_sigmoid(plain_dense(row_of(x, n), p.first(24), p.subspan(24, 4)));
        return plain_sigmoid(tied ? plain_transposed(h, p.first(24), p.subspan(28, 6))
                                  : plain_dense(h, p.subspan(28, 24), p.subspan(52, 6)));
      };
      const oracle::Function loss = [&](std::span<const double> p) {
        double sum = 0;
        for (Index n = 0; n < x.rows(); ++n) {
          const Numbers r = reconstruction(p, n);
          for (std::size_t i = 0; i < r.size(); ++i) {
            const double target = t(n, static_cast<Index>(i));
            sum += kind == ReconstructionLoss::cross_entropy
                       ? -target * std::log(r[i]) - (1 - target) * std::log(1 - r[i])
                       : (r[i] - target) * (r[i] - target) / 2;
          }
        }
        return sum / static_cast<double>(x.rows());
      };
      model.backpropagate(x, t);
      const std::vector<double> at = all_values(model.parameters(), &Trainable::value);
      INFO((tied ? "tied" : "untied"));
      CHECK(oracle::wrong_slopes(loss, at, all_values(model.parameters(), &Trainable::gradient), kFloat) == "");

      Matrix r(x.rows(), kPixels);
      model.reconstruct(x, r);
      for (Index i = 0; i < kPixels; ++i) {
        CHECK(std::abs(static_cast<double>(r(2, i)) - reconstruction(at, 2)[static_cast<std::size_t>(i)]) < kFloat);
      }
    }
  }
}

TEST_CASE("what does not fit is said before any arithmetic") {
  CHECK_THROWS_AS(Network(3, {}), ShapeError);
  CHECK_THROWS_AS(Network(3, {layers::dense(0)}), ShapeError);
  CHECK_THROWS_AS(Network(3, {layers::dense(2), layers::sigmoid(), layers::dense_transposed(1)}), ShapeError);
  CHECK_THROWS_AS(Network(3, {layers::dense(2), layers::dense(5), layers::dense_transposed(0)}), ShapeError);
  CHECK_THROWS_AS(Autoencoder(4, 0, ReconstructionLoss::cross_entropy, false, Stream(1, "w")), UsageError);
  Network net(3, {layers::dense(2), layers::sigmoid()});
  CHECK(net.text() == "dense 3 -> 2\nsigmoid\n");
  CHECK_THROWS_AS(net.dense(1), ShapeError);
  const Matrix x(4, 3);
  CHECK_THROWS_AS(net.forward(Matrix(4, 2)), ShapeError);
  net.forward(x);
  Matrix gradient(3, 2);
  CHECK_THROWS_AS(net.backward(gradient), ShapeError);
  const std::vector<std::uint32_t> labels = {0, 1, 0};
  CHECK_THROWS_AS(backpropagate(net, x, labels), ShapeError);
  CHECK_THROWS_AS(score(net, Matrix(0, 3), {}), UsageError);
  CHECK_THROWS_AS(net.forward(Matrix(0, 3)), ShapeError);
  CHECK_THROWS_AS(backpropagate(net, Matrix(0, 3), {}), ShapeError);
}

TEST_CASE("a network that has diverged names nothing right") {
  Network net(2, {layers::dense(3)});
  const Matrix x = uniform_matrix(3, 2, 1, 2, 1);
  const std::vector<std::uint32_t> labels = {0, 1, 2};
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::fill_n(net.dense(0).weights().value.data(), 6, bad);
    std::fill_n(net.dense(0).bias().value.data(), 3, -bad);  // inf - inf: NaN as well
    const ClassifierScore scored = score(net, x, labels);
    CHECK(scored.accuracy == 0);
    CHECK(scored.top_error(2) == 1);
    CHECK(scored.top_error(3) == 0);
  }
  // One label's score is NaN, the others are not: it is the last.
  std::fill_n(net.dense(0).weights().value.data(), 6, 0.0F);
  net.dense(0).bias().value(0, 0) = std::numeric_limits<float>::quiet_NaN();
  net.dense(0).bias().value(0, 1) = 1;
  net.dense(0).bias().value(0, 2) = 2;
  CHECK(score(net, x, std::vector<std::uint32_t>{0, 0, 0}).top_error(2) == 1);
}

TEST_CASE("of equal scores the first class counts as the highest") {
  Network net(2, {layers::dense(3)});
  const Matrix x = uniform_matrix(3, 2, 1, 2, 1);
  const ClassifierScore scored = score(net, x, std::vector<std::uint32_t>{0, 1, 2});
  CHECK(scored.right_within == std::vector<double>{1.0 / 3, 2.0 / 3, 1});
  CHECK(classes(net, x) == std::vector<std::uint32_t>{0, 0, 0});
}

TEST_CASE("starts: Glorot's bound and the standard deviation") {
  Dense layer(300, 200);
  layer.start_glorot(Stream(1, "init"));
  const double bound = std::sqrt(6.0 / 500);
  double largest = 0;
  double squares = 0;
  for (Index i = 0; i < 60000; ++i) {
    const auto w = static_cast<double>(layer.weights().value.data()[i]);
    largest = std::max(largest, std::abs(w));
    squares += w * w / 60000;
  }
  CHECK(largest <= bound * (1 + 1e-7));
  CHECK(largest > 0.999 * bound);
  // The variance of 60 000 uniform numbers: its standard error is .9 / sqrt(60000) = .4 %; beyond 2 % once in 10^6.
  CHECK(squares == Approx(bound * bound / 3).epsilon(0.02));
  layer.start_gaussian(0.1, Stream(1, "init"));
  squares = 0;
  for (Index i = 0; i < 60000; ++i)
    squares += std::pow(static_cast<double>(layer.weights().value.data()[i]), 2) / 60000;
  CHECK(squares == Approx(0.01).epsilon(0.03));  // standard error .6 %
}
