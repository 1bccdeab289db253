// Matrices in which formulas are written down: the laws of their operations, and what does not type-check.
#include "experiments/checking/mat.h"

#include "experiments/checking/comparison.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"
#include "tests/catch.h"

using namespace rederive;
using namespace rederive::checking;

TEST_CASE("products: known answer, associativity, the transpose of a product") {
  const Matrix64 a{{1, 2, 3}, {4, 5, 6}};
  CHECK((a * transpose(a)).values() == std::vector<double>{14, 32, 32, 77});
  const Trial in(1, 0);
  const Matrix64 A = in.matrix("A", 3, 4);
  const Matrix64 B = in.matrix("B", 4, 5);
  const Matrix64 C = in.matrix("C", 5, 2);
  CHECK(worst(equal((A * B) * C, A * (B * C))).holds);
  CHECK(worst(equal(transpose(A * B), transpose(B) * transpose(A))).holds);
  CHECK((identity(3) * A).values() == A.values());
  CHECK((diag(unit(3, 1)) * A).values() == hadamard(Matrix64{{0, 0, 0, 0}, {1, 1, 1, 1}, {0, 0, 0, 0}}, A).values());
  CHECK(dot(A, A) == Approx(sum(map(A, [](double x) { return x * x; }))));
}

TEST_CASE("what does not type-check says both shapes") {
  const Matrix64 a(2, 3);
  const Matrix64 b(2, 4);
  CHECK_THROWS_WITH(a * b, "(2 x 3) times (2 x 4)");
  CHECK_THROWS_WITH(a + b, "(2 x 3) + (2 x 4)");
  CHECK_THROWS_WITH(hadamard(a, b), "(2 x 3) elementwise (2 x 4)");
  CHECK_THROWS_AS(a(2, 0), ShapeError);
  CHECK_THROWS_AS(a[6], ShapeError);
  CHECK_THROWS_AS(diag(a), ShapeError);
}

TEST_CASE("rows and columns, the largest row sum of magnitudes, weights as probabilities") {
  const Matrix64 a{{1, -2, 3}, {4, 5, -6}};
  CHECK(row_of(a, 1).values() == std::vector<double>{4, 5, -6});
  CHECK(row_of(a, 1).cols() == 1);
  CHECK(column_of(a, 1).values() == row_of(transpose(a), 1).values());
  CHECK(infinity_norm(a) == 15);
  CHECK(normalised(Matrix64{{1, 3}}).values() == std::vector<double>{0.25, 0.75});
}

TEST_CASE("kept away from a kink: by the margin, each on its own side, others untouched") {
  const Matrix64 kept = kept_away(Matrix64{{-1e-6, 0, 1e-6, 0.5, -0.5}}, 0, 1e-4);
  CHECK(kept.values() == std::vector<double>{-1e-4, 1e-4, 1e-4, 0.5, -0.5});
}
