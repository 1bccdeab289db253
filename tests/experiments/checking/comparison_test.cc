// The ways to compare what a statement gives with what is true: each must accept what is right and see what is not.
#include "experiments/checking/comparison.h"

#include <limits>

#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"
#include "tests/catch.h"

namespace rederive::checking {
namespace {

bool right(const Comparison& comparison) { return worst(comparison).holds; }

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("an identity holds to 1e-12 of its scale") {
  CHECK(right(equal(1e6, 1e6 * (1 + 5e-13))));
  CHECK_FALSE(right(equal(1e6, 1e6 * (1 + 2e-12))));
  CHECK_FALSE(right(equal(1e-20, 0)));
  CHECK(right(equal(1e-20, 0, 1)));
  CHECK_FALSE(right(equal(kNaN, 1)));
  CHECK_FALSE(right(equal(1, kNaN)));
  CHECK_THROWS_AS(equal(Matrix64(2, 1), Matrix64(1, 2)), ShapeError);
}

TEST_CASE("a printed figure stands for half a unit of its last digit on both sides") {
  CHECK(right(printed("0.29", 0.2949)));
  CHECK(right(printed("0.29", 0.285)));
  CHECK(right(printed("0.29", 0.295)));
  CHECK_FALSE(right(printed("0.29", 0.2951)));
  CHECK(right(printed("-.0045", -0.00454)));
  CHECK_FALSE(right(printed("-.0045", -0.00456)));
  CHECK(right(printed("9", 9.4)));
  CHECK_FALSE(right(printed("9", 9.6)));
  CHECK(right(printed("0.60 0.01; 0.70 0.43", {{0.6, 0.012}, {0.704, 0.434}})));
  CHECK_FALSE(right(printed("0.60 0.01; 0.70 0.43", {{0.6, 0.012}, {0.704, 0.436}})));
  CHECK_THROWS_AS(printed("1 2 3", {{1, 2}}), ShapeError);
  CHECK_THROWS_AS(printed("1 2; 3", {{1, 2}, {3, 4}}), ShapeError);
  CHECK_THROWS_AS(printed("one", 1), Error);
}

TEST_CASE("gradients: right ones pass, a sign, a factor and a transpose do not") {
  const Trial in(1, 0);
  const Matrix64 A = in.matrix("A", 3, 3);
  const auto f = [&](const auto& x) { return sum(sigmoid(A * x)); };
  const Matrix64 x = in.vector("x", 3);
  const Matrix64 slope = sigmoid_slope(A * x);
  CHECK(right(gradient(transpose(A) * slope, f, x)));
  CHECK(right(analytic_gradient(transpose(A) * slope, f, x)));
  CHECK_FALSE(right(gradient(A * slope, f, x)));
  CHECK_FALSE(right(gradient(-(transpose(A) * slope), f, x)));
  CHECK_FALSE(right(analytic_gradient(1.00001 * (transpose(A) * slope), f, x)));
  CHECK_THROWS_AS(gradient(transpose(slope), f, x), ShapeError);
  CHECK(right(same_gradient(jacobian([&](const Matrix64& at) { return sigmoid(A * at); }, x), diag(slope) * A)));
}

TEST_CASE("complex steps are exact to rounding for all functions") {
  const Matrix64 x{{0.3, 1.7, 0.9}};
  const auto all = [](const auto& at) {
    return exp(at[0]) * log(at[1]) + sqrt(at[1]) / sigmoid(at[2]) + pow(at[0], 3) - relu(at[2]) * absolute(-at[0]);
  };
  const double s = sigmoid(0.9);
  const Matrix64 truth{{exp(0.3) * log(1.7) + 3 * 0.09 - 0.9, exp(0.3) / 1.7 + 0.5 / (std::sqrt(1.7) * s),
                        -std::sqrt(1.7) * (1 - s) / s - 0.3}};
  CHECK(right(equal(complex_slopes(all, x), truth)));
}

TEST_CASE("a kink within the step is noticed, and left alone by a smaller one") {
  const Scalar f = [](const Matrix64& at) { return std::abs(at[0]); };
  CHECK_THROWS_WITH(slopes(f, Matrix64{{1e-3}}), ContainsSubstring("is a kink within"));
  CHECK(slopes(f, Matrix64{{1e-3}}, 5e-4)[0] == Approx(1));
}

TEST_CASE("the worst place is named, and NaN is worse than any number") {
  const Worst at = worst({.stated = {1, 2, 3}, .truth = {1, 2.5, 3.1}, .tolerance = 0.2});
  CHECK(at.place == 1);
  CHECK(at.error == 0.5);
  CHECK_FALSE(at.holds);
  CHECK(worst({.stated = {1, kNaN, 9}, .truth = {1, 2, 3}, .tolerance = 10}).place == 1);
  CHECK_THROWS_AS(worst({}), Error);
}

TEST_CASE("a Jacobian by complex steps is that by differences, rows for elements of f") {
  const Trial in(3, 0);
  const Matrix64 A = in.matrix("A", 4, 3);
  const auto f = [&](const auto& x) { return softmax(A * x); };
  const Matrix64 x = in.vector("x", 3);
  CHECK(right(same_gradient(complex_jacobian(f, x), jacobian(f, x))));
}

}  // namespace rederive::checking
