// Iterative soft-thresholding: a gradient step on least squares, then the proximal operator of the l1 norm.
//
//   g(x) = 1/2 ||y - X x||^2,   x_{k+1} = S_{alpha lambda}(x_k - alpha X^T (X x_k - y))             X is rows x n
//
// It ends at the minimiser of g(x) + lambda ||x||_1. The rule is derived for h = ||x||_1, whose weight is one: there it
// is right as it is printed, but the threshold of ISTA is alpha lambda.
// Source: document 000, section 9.2; Mairal, Bach and Ponce, arXiv 1411.3230, which it names, for ISTA.
#include <limits>

#include "experiments/checking/identities.h"
#include "experiments/identities/proximal.h"

namespace rederive::checking {
namespace {

template <class F>
auto least_squares(const F& statement) {
  return [statement](const Trial& in) { return statement(LeastSquares(in)); };
}

// argmin_z g(x) + grad g(x)^T (z - x) + ||z - x||^2 / (2 alpha) + ||z||_1 by search: the convex model of g + h that a
// proximal step makes least.
Matrix64 model_minimiser(const LeastSquares& g) {
  const Matrix64 slope = g.gradient();
  Matrix64 result(g.x.rows(), 1);
  for (int i = 0; i < g.x.rows(); ++i) {
    const auto rise = [&](double from, double to) {
      return (to - from) * (slope[i] + (to + from - 2 * g.x[i]) / (2 * g.alpha)) + kAbsolute.rise(from, to);
    };
    result[i] = least(rise, std::abs(g.x[i]) + g.alpha * std::abs(slope[i]));
  }
  return result;
}

Matrix64 residual_step(const LeastSquares& g, double direction) {
  return g.x - (direction * g.alpha) * (transpose(g.X) * (g.X * g.x - g.y));
}

// A z = b for a symmetric positive definite A, by elimination.
Matrix64 solved(Matrix64 A, Matrix64 b) {
  const int n = A.rows();
  for (int p = 0; p < n; ++p) {
    for (int i = 0; i < n; ++i) {
      if (i == p) continue;
      const double factor = A(i, p) / A(p, p);
      for (int j = p; j < n; ++j) A(i, j) -= factor * A(p, j);
      b[i] -= factor * b[p];
    }
  }
  for (int p = 0; p < n; ++p) b[p] /= A(p, p);
  return b;
}

struct Lasso {
  explicit Lasso(const Trial& in)
      : g(in), lambda(in.number("lambda", 1.2, 4)), A(transpose(g.X) * g.X), b(transpose(g.X) * g.y) {}

  double objective(const Matrix64& x) const { return 0.5 * dot(x, A * x) - dot(b, x) + lambda * norm1(x); }

  /// Where the slope is 0 for given signs s, with x_i = 0 where s_i = 0: A x = b - lambda s over the others.
  Matrix64 stationary(const Matrix64& s) const {
    Matrix64 kept = A;
    Matrix64 right = b - lambda * s;
    for (int i = 0; i < s.rows(); ++i) {
      if (s[i] != 0) continue;
      right[i] = 0;
      for (int j = 0; j < s.rows(); ++j) kept(i, j) = kept(j, i) = delta(i, j);
    }
    return solved(kept, right);
  }

  /// By enumeration: the minimiser is the stationary point of its own signs, so it is the best of all 3^n such points.
  Matrix64 minimiser() const {
    const int n = b.rows();
    Matrix64 signs(n, 1, -1.0), best;
    for (double least_value = std::numeric_limits<double>::infinity();;) {
      const Matrix64 x = stationary(signs);
      if (objective(x) < least_value) least_value = objective(x), best = x;
      int i = 0;
      while (i < n && signs[i] == 1) signs[i++] = -1;
      if (i == n) return best;
      signs[i] += 1;
    }
  }

  /// Where x <- S_threshold(x - alpha (A x - b)) ends, alpha = 1 / ||A||_inf, which is at most 1 / ||A||_2.
  Matrix64 iterated(double weight) const {
    const double alpha = 1 / infinity_norm(A);
    Matrix64 x(b.rows(), 1);
    for (int k = 0; k < 2000; ++k) {
      const Matrix64 next = shrunk(x - alpha * (A * x - b), alpha * weight);
      if (largest(next - x) == 0) break;
      x = next;
    }
    return x;
  }

  LeastSquares g;
  double lambda;
  Matrix64 A, b;  // X^T X, X^T y
};

template <class F>
auto lasso(const F& weight) {
  return [=](const Trial& in) {
    const Lasso problem(in);
    return equal(problem.iterated(weight(problem)), problem.minimiser());
  };
}

const RegisteredIdentities identities{{
    .title = "ISTA: the proximal step for least squares",
    .source = "000 §9.2",
    .claims = {{.id = "000.S9.2.grad-g",
                .printed = {"grad g(x) = -X^T (y - X x)", least_squares([](const LeastSquares& g) {
                              return analytic_gradient(-(transpose(g.X) * (g.y - g.X * g.x)), g.value(), g.x);
                            })},
                .wrong = {"X^T (y - X x)", least_squares([](const LeastSquares& g) {
                            return analytic_gradient(transpose(g.X) * (g.y - g.X * g.x), g.value(), g.x);
                          })}},
               {.id = "000.S9.2.prox-step",
                .printed = {"prox_{h,alpha}(x - alpha grad g) = S_alpha(x - alpha grad g), h = ||x||_1",
                            least_squares([](const LeastSquares& g) {
                              const Matrix64 v = g.forward_step();
                              return equal(shrunk(v, g.alpha), prox(kAbsolute, g.alpha, v), largest(v));
                            })},
                .wrong = {"S_1(x - alpha grad g): a threshold without the step's length",
                          least_squares([](const LeastSquares& g) {
                            const Matrix64 v = g.forward_step();
                            return equal(shrunk(v, 1), prox(kAbsolute, g.alpha, v), largest(v));
                          })}},
               {.id = "000.S9.2.update",
                .printed = {"x_{k+1} = S_alpha(x_k - alpha X^T (X x_k - y))", least_squares([](const LeastSquares& g) {
                              return equal(shrunk(residual_step(g, 1), g.alpha), model_minimiser(g), largest(g.x));
                            })},
                .wrong = {"S_alpha(x_k + alpha X^T (X x_k - y))", least_squares([](const LeastSquares& g) {
                            return equal(shrunk(residual_step(g, -1), g.alpha), model_minimiser(g), largest(g.x));
                          })}},
               {.id = "000.S9.2.ista",
                .printed = {"ISTA for 1/2 ||y - X x||^2 + lambda ||x||_1: x <- S_alpha(x - alpha X^T (X x - y))",
                            lasso([](const Lasso&) { return 1.0; })},
                .corrected = {"x <- S_{alpha lambda}(x - alpha X^T (X x - y))",
                              lasso([](const Lasso& problem) { return problem.lambda; })}}},
}};

}  // namespace
}  // namespace rederive::checking
