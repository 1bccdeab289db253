// sigmoid, sigmoid_bernoulli and bernoulli_nll as a model calls them.
#include <cmath>
#include <limits>
#include <vector>

#include "reference/core/elementary.h"
#include "reference/kernels/bernoulli_nll.h"
#include "reference/kernels/sigmoid.h"
#include "reference/kernels/sigmoid_bernoulli.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix logits(Index rows, Index cols) {
  Matrix m(rows, cols);
  Draws draws(Stream(3, "logits"));
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(2 * draws.normal());
  return m;
}

}  // namespace

TEST_CASE("samples depend on the place in the matrix, not on strides, pieces or aliasing") {
  const Stream stream = Stream(1, "gibbs").substream(4, 2);
  const Matrix x = logits(13, 101);
  const std::vector<float> bias(101, 0.25F);
  Matrix p(13, 101);
  Matrix s(13, 101);
  sigmoid_bernoulli(x, bias, stream, p, s);
  Matrix wide(13, 140);
  const MatrixView strided{wide.data() + 5, 13, 101, 140};
  Matrix in_place = x;
  sigmoid_bernoulli(in_place, bias, stream, in_place, strided);
  Matrix mean_field(13, 101);
  sigmoid(x, bias, mean_field);
  for (Index i = 0; i < 13; ++i) {
    for (Index j = 0; j < 101; ++j) {
      REQUIRE(s(i, j) == bernoulli(p(i, j), stream.word(static_cast<std::uint64_t>(i * 101 + j))));
      REQUIRE(strided(i, j) == s(i, j));
      REQUIRE(in_place(i, j) == p(i, j));
      REQUIRE(mean_field(i, j) == p(i, j));
    }
  }
}

// 200 000 draws at each of three p: a sum beyond 5 standard deviations has probability 6e-7, three of them 2e-6; the
// stream is fixed, so this either holds for good or not.
TEST_CASE("the share of ones is p") {
  for (const float x : {-2.0F, 0.0F, 1.5F}) {
    Matrix z(200, 1000);
    for (Index i = 0; i < z.size(); ++i) z.data()[i] = x;
    Matrix p(200, 1000);
    Matrix s(200, 1000);
    sigmoid_bernoulli(z, {}, Stream(8, "share"), p, s);
    double ones = 0;
    for (Index i = 0; i < s.size(); ++i) ones += s.data()[i];
    const double exact = sigmoid_exact_bits(x);
    CHECK(std::fabs(ones - 200000 * exact) < 5 * std::sqrt(200000 * exact * (1 - exact)));
  }
}

TEST_CASE("a diverged unit shows: NaN stays NaN and its sample is 0") {
  Matrix x(1, 20);
  x(0, 3) = std::numeric_limits<float>::quiet_NaN();
  Matrix p(1, 20);
  Matrix s(1, 20);
  sigmoid_bernoulli(x, {}, Stream(1, "nan"), p, s);
  CHECK((std::isnan(p(0, 3)) && s(0, 3) == 0 && p(0, 4) == 0.5F));
  double row = 0;
  bernoulli_nll(x, {}, {}, {&row, 1});
  CHECK(std::isnan(row));
}

TEST_CASE("bernoulli_nll is the cross-entropy with targets and the softplus sum without") {
  const Matrix x = logits(3, 37);
  Matrix t(3, 37);
  Draws draws(Stream(4, "targets"));
  for (Index i = 0; i < t.size(); ++i) t.data()[i] = draws.uniform();
  std::vector<double> with(3);
  std::vector<double> without(3);
  bernoulli_nll(x, {}, t, with);
  bernoulli_nll(x, {}, {}, without);
  for (Index i = 0; i < 3; ++i) {
    double entropy = 0;
    double softplus = 0;
    for (Index j = 0; j < 37; ++j) {
      const double p = sigmoid_exact_bits(x(i, j));
      entropy -= t(i, j) * std::log(p) + (1.0 - t(i, j)) * std::log1p(-p);
      softplus += softplus_exact_bits(x(i, j));
    }
    CHECK(with[static_cast<std::size_t>(i)] == Approx(entropy).epsilon(1e-6));
    CHECK(without[static_cast<std::size_t>(i)] == Approx(softplus).epsilon(1e-6));
  }
}

TEST_CASE("units: operands that do not fit are named") {
  Matrix x(2, 3);
  Matrix p(2, 3);
  Matrix wrong(3, 2);
  const std::vector<float> bias(2);
  std::vector<double> rows(2);
  const Stream stream(1, "shapes");
  CHECK_THROWS_AS(sigmoid(x, bias, p), ShapeError);
  CHECK_THROWS_WITH(sigmoid(x, bias, p), ContainsSubstring("the bias has 2 numbers, expected 3 or none"));
  CHECK_THROWS_WITH(sigmoid(x, {}, wrong), ContainsSubstring("3 x 2, expected 2 x 3"));
  CHECK_THROWS_WITH(sigmoid_bernoulli(x, {}, stream, wrong, p), ContainsSubstring("the probabilities"));
  CHECK_THROWS_WITH(sigmoid_bernoulli(x, {}, stream, p, wrong), ContainsSubstring("the samples"));
  CHECK_THROWS_WITH(bernoulli_nll(x, {}, wrong, rows), ContainsSubstring("the targets"));
  CHECK_THROWS_WITH(bernoulli_nll(x, {}, {}, std::span(rows).first(1)), ContainsSubstring("the row sums"));
}
