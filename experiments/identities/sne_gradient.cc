// The gradient of symmetric SNE by the points of its map, and that of t-SNE, which is another.
//
//   dC/dy_i = 4 sum_j (p_ij - q_ij) (y_i - y_j)                     Gaussian q: SNE
//   dC/dy_i = 4 sum_j (p_ij - q_ij) (y_i - y_j) / (1 + d_ij^2)      Student q: t-SNE
//
// Source: document 000, section 8.2
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/embedding.h"

namespace rederive::checking {
namespace {

constexpr Similarity kGaussian = Similarity::gaussian;
constexpr Similarity kStudent = Similarity::student;

// factor * sum_j slope_ij (y_i - y_j), n x 2
Matrix64 pulls(double factor, const Matrix64& slope, const Matrix64& Y) {
  Matrix64 total(Y.rows(), Y.cols());
  for (int i = 0; i < Y.rows(); ++i) {
    for (int j = 0; j < Y.rows(); ++j) {
      for (int c = 0; c < Y.cols(); ++c) total(i, c) += factor * slope(i, j) * (Y(i, c) - Y(j, c));
    }
  }
  return total;
}

// sum_j ( dC/d(d_ij^2) d(d_ij^2)/dy_i + dC/d(d_ji^2) d(d_ji^2)/dy_i ), the second term where `both`.
Matrix64 chain_rule(const Embedding& e, bool both) {
  const Matrix64 slope = complex_slopes(e.of_distances(), e.D);
  Matrix64 total(e.n, e.Y.cols());
  for (int i = 0; i < e.n; ++i) {
    const Matrix64 y_i = row_of(e.Y, i);
    for (int j = 0; j < e.n; ++j) {
      const Matrix64 y_j = row_of(e.Y, j);
      const Matrix64 ij = complex_slopes([&](const auto& y) { return dot(y - y_j, y - y_j); }, y_i);
      const Matrix64 ji = complex_slopes([&](const auto& y) { return dot(y_j - y, y_j - y); }, y_i);
      for (int c = 0; c < e.Y.cols(); ++c) {
        total(i, c) += slope(i, j) * ij[c] + (both ? slope(j, i) * ji[c] : 0);
      }
    }
  }
  return total;
}

// (p_ij - q_ij) f_ij with f_ij = 1, or Student's w_ij where `factor`
Matrix64 residual(const Embedding& e, Similarity similarity, bool factor) {
  const Matrix64 difference = e.P - normalised(weights(similarity, e.D));
  return factor ? hadamard(difference, weights(kStudent, e.D)) : difference;
}

// The gradient of our kernels against its formula with the same P, in double. By tsne_forces.h, with t = 7 or
// 4 d^2 + 2, K = 6 for n <= 16 and c = (2 t + 3 + K) u: attraction and repulsion are off by c of the sum of their
// terms' absolute values, Z by less than c Z, and one rounding follows. Together less than
// 8 c sum_j (p_ij + q_ij) f_ij d_ij.
Comparison trained_gradient(const Embedding& e, Similarity similarity) {
  const Matrix64 P = rounded_to_float32(e.P);
  const Matrix map_of_points = to_float32(transpose(e.Y));
  Matrix attraction(2, e.n), repulsion(2, e.n), gradient(2, e.n);
  std::vector<double> z(static_cast<std::size_t>(e.n));
  tsne_forces(similarity, map_of_points, to_float32(P), 0, attraction, repulsion, z);
  tsne_gradient(attraction, repulsion, sum(column(z)), 1, gradient);

  const Matrix64 W = weights(similarity, e.D);
  const Matrix64 f = similarity == kStudent ? W : Matrix64(e.n, e.n, 1.0);
  const double t = similarity == kStudent ? 7 : 4 * largest(e.D) + 2;
  const Matrix64 terms = hadamard(hadamard(P + normalised(W), f), map(e.D, [](double d) { return sqrt(d); }));
  const double bound = 8 * (2 * t + 3 + 6) * kUnitRoundoff32 * largest(terms * Matrix64(e.n, 1, 1.0));
  return within(transpose(to_double(gradient)), pulls(4, hadamard(P - normalised(W), f), e.Y), bound);
}

const RegisteredIdentities identities{{
    .title = "The gradient of symmetric SNE, and that of t-SNE",
    .source = "000 §8.2",
    .claims =
        {{.id = "000.S8.2.dep-only",
          .printed = {"dC/dy_i = sum_j (dC/d(d_ij^2) d(d_ij^2)/dy_i + dC/d(d_ji^2) d(d_ji^2)/dy_i)",
                      embedding([](const Embedding& e) {
                        return analytic_gradient(chain_rule(e, true), e.of_points(kGaussian), e.Y);
                      })},
          .wrong = {"sum_j dC/d(d_ij^2) d(d_ij^2)/dy_i alone", embedding([](const Embedding& e) {
                      return analytic_gradient(chain_rule(e, false), e.of_points(kGaussian), e.Y);
                    })}},
         {.id = "000.S8.2.eq3",
          .printed = {"dC/dy_i = 4 sum_j dC/d(d_ij^2) (y_i - y_j)", embedding([](const Embedding& e) {
                        const Matrix64 slope = complex_slopes(e.of_distances(), e.D);
                        return analytic_gradient(pulls(4, slope, e.Y), e.of_points(kGaussian), e.Y);
                      })},
          .wrong = {"2 sum_j dC/d(d_ij^2) (y_i - y_j)", embedding([](const Embedding& e) {
                      const Matrix64 slope = complex_slopes(e.of_distances(), e.D);
                      return analytic_gradient(pulls(2, slope, e.Y), e.of_points(kGaussian), e.Y);
                    })}},
         {.id = "000.S8.2.final-sne",
          .printed = {"dC/dy_i = 4 sum_j (p_ij - q_ij) (y_i - y_j), Gaussian q", embedding([](const Embedding& e) {
                        return analytic_gradient(pulls(4, residual(e, kGaussian, false), e.Y), e.of_points(kGaussian),
                                                 e.Y);
                      })},
          .wrong = {"4 sum_j (p_ij - q_ij) (y_i - y_j) / (1 + d_ij^2)", embedding([](const Embedding& e) {
                      return analytic_gradient(pulls(4, residual(e, kGaussian, true), e.Y), e.of_points(kGaussian),
                                               e.Y);
                    })},
          .code = {"kernels/tsne_forces.h tsne_gradient, gaussian",
                   embedding([](const Embedding& e) { return trained_gradient(e, kGaussian); })}},
         {.id = "000.S8.2.final-tsne",
          .printed = {"dC/dy_i = 4 sum_j (p_ij - q_ij) (y_i - y_j) of t-SNE, Student q",
                      embedding([](const Embedding& e) {
                        return analytic_gradient(pulls(4, residual(e, kStudent, false), e.Y), e.of_points(kStudent),
                                                 e.Y);
                      })},
          .corrected = {"dC/dy_i = 4 sum_j (p_ij - q_ij) (y_i - y_j) / (1 + d_ij^2)", embedding([](const Embedding& e) {
                          return analytic_gradient(pulls(4, residual(e, kStudent, true), e.Y), e.of_points(kStudent),
                                                   e.Y);
                        })},
          .code = {"kernels/tsne_forces.h tsne_gradient, student",
                   embedding([](const Embedding& e) { return trained_gradient(e, kStudent); })}}},
}};

}  // namespace
}  // namespace rederive::checking
