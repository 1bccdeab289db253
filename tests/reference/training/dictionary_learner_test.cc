#include "reference/training/dictionary_learner.h"

#include <cmath>

#include "reference/core/error.h"
#include "reference/kernels/sums.h"
#include "reference/models/lasso.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

// Each row is three times one of two orthogonal directions, with a sign, and a little noise.
Matrix two_directions(Index rows) {
  Matrix y(rows, 4);
  Draws draws(Stream(1, "rows"));
  for (Index n = 0; n < rows; ++n) {
    const float sign = draws.below(2) == 0 ? 3 : -3;
    const bool first = draws.below(2) == 0;
    for (Index i = 0; i < 4; ++i) {
      const float direction = first ? 0.5F : (i < 2 ? 0.5F : -0.5F);
      y(n, i) = sign * direction + static_cast<float>(0.05 * draws.normal());
    }
  }
  return y;
}

double objective(const DictionaryLearner& learner, const Matrix& y, double lambda) {
  const Matrix codes = learner.codes(y, 50);
  return 0.5 * total_squared_error(decoded(codes, learner.atoms()), y) + lambda * [&] {
    double sum = 0;
    for (Index i = 0; i < codes.size(); ++i) sum += std::abs(static_cast<double>(codes.data()[i]));
    return sum;
  }();
}

}  // namespace

TEST_CASE("a dictionary learns the directions that its inputs have") {
  const Matrix y = two_directions(400);
  DictionaryLearner learner(4, y, {.batch = 50, .lambda = 0.2}, Stream(1, "init"));
  const double before = objective(learner, y, 0.2);
  for (std::uint64_t epoch = 1; epoch <= 20; ++epoch) learner.epoch(y, Stream(1, "shuffle", {epoch}));
  CHECK(objective(learner, y, 0.2) < before);
  double nearest[2] = {0, 0};
  for (Index j = 0; j < 4; ++j) {
    const float* d = learner.atoms().row(j);
    double squares = 0;
    for (Index i = 0; i < 4; ++i) squares += static_cast<double>(d[i]) * d[i];
    CHECK(squares == Approx(1).epsilon(1e-6));
    nearest[0] = std::max(nearest[0], std::abs(0.5 * (d[0] + d[1] + d[2] + d[3])));
    nearest[1] = std::max(nearest[1], std::abs(0.5 * (d[0] + d[1] - d[2] - d[3])));
  }
  CHECK(nearest[0] > 0.99);
  CHECK(nearest[1] > 0.99);
}

TEST_CASE("one batch of block coordinate descent is the formula") {
  // One atom: A is a number, so the update is the direction of B = sum b y.
  const Matrix y = two_directions(30);
  DictionaryLearner learner(1, y, {.batch = 30, .lambda = 0.2}, Stream(2, "init"));
  const Matrix b = learner.codes(y, 25);
  std::vector<double> wanted(4);
  double squares = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    for (Index n = 0; n < 30; ++n) wanted[i] += static_cast<double>(b(n, 0)) * y(n, static_cast<Index>(i));
    squares += wanted[i] * wanted[i];
  }
  learner.epoch(y, Stream(2, "shuffle"));
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(learner.atoms()(0, static_cast<Index>(i)) == Approx(wanted[i] / std::sqrt(squares)).margin(1e-5));
  }
}

TEST_CASE("running sums forget a pass's worth of batches") {
  // Two batches of one row each, one atom: the second batch halves what is left of the first.
  Matrix y(2, 2);
  y(0, 0) = 4, y(1, 1) = 4, y(1, 0) = 1;
  DictionaryLearner learner(1, y, {.batch = 1, .lambda = 0.1}, Stream(3, "init"));
  DictionaryLearner by_hand = learner;
  const Stream shuffle(3, "shuffle");
  learner.epoch(y, shuffle);
  const std::vector<std::uint32_t> order = permutation(2, shuffle);
  Matrix d = by_hand.atoms();
  double A = 0;
  double B[2] = {0, 0};
  for (const std::uint32_t n : order) {
    Matrix one(1, 2);
    one(0, 0) = y(n, 0), one(0, 1) = y(n, 1);
    const Matrix b = sparse_codes(LeastSquares(d), one, {.lambda = 0.1}, 25);
    A = 0.5 * A + static_cast<double>(b(0, 0)) * b(0, 0);
    for (int i = 0; i < 2; ++i) B[i] = 0.5 * B[i] + static_cast<double>(b(0, 0)) * y(n, i);
    const double length = std::sqrt(B[0] * B[0] + B[1] * B[1]);
    for (int i = 0; i < 2; ++i) d(0, i) = static_cast<float>(B[i] / length);
  }
  CHECK(A > 0);
  for (int i = 0; i < 2; ++i) CHECK(learner.atoms()(0, i) == Approx(d(0, i)).margin(1e-5));
}

TEST_CASE("a dictionary of more atoms than inputs is refused, and one of none") {
  CHECK_THROWS_AS(DictionaryLearner(5, Matrix(4, 3), {}, Stream(1, "init")), UsageError);
  CHECK_THROWS_AS(DictionaryLearner(0, Matrix(4, 3), {}, Stream(1, "init")), UsageError);
  CHECK_THROWS_AS(DictionaryLearner(2, Matrix(4, 3), {.batch = 0}, Stream(1, "init")), UsageError);
}
