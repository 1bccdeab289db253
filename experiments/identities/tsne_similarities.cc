// The similarities of t-SNE: Gaussian among the data, Student's t in the map.
//
//   p_j|i ~ exp(-||x_i - x_j||^2 / 2 sigma_i^2),   q_ij ~ 1 / (1 + ||y_i - y_j||^2)
//
// Student's t with one degree of freedom is meant as the density of the distance; in the plane, as a density of points,
// it would fall with the power 3/2.
// Source: document 000, section 8.1; van der Maaten and Hinton, Journal of Machine Learning Research 9, 2008, for what
// t-SNE is (equations 1 and 4, stated once more in reference/oracles/embedding.h).
#include <numbers>
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/embedding.h"
#include "reference/kernels/tsne_affinities.h"
#include "reference/oracles/embedding.h"

namespace rederive::checking {
namespace {

// Data in four dimensions, a Gaussian of its own width about each point, and a map.
struct Similarities {
  explicit Similarities(const Trial& in)
      : map(in), X(rounded_to_float32(in.matrix("X", map.n, 4))), sigma(in.uniform("sigma", map.n, 1, 0.5, 2)) {}

  /// The normal density of x_j about x_i, coordinate by coordinate.
  double normal(int i, int j) const {
    double density = 1;
    for (int c = 0; c < X.cols(); ++c) {
      const double z = (X(j, c) - X(i, c)) / sigma[i];
      density *= exp(-z * z / 2) / (sigma[i] * sqrt(2 * std::numbers::pi));
    }
    return density;
  }
  /// Student's density with `freedom` degrees of freedom at the distance of two points of the map, up to a constant.
  double student(double freedom, int i, int j) const { return pow(1 + map.D(i, j) / freedom, -(freedom + 1) / 2); }

  Embedding map;
  Matrix64 X, sigma;
};

// p_j|i above q_ij, each a probability distribution: over j for each i, over all pairs.
template <class High, class Low>
Matrix64 p_and_q(int n, const High& high, const Low& low) {
  const Matrix64 W = pairwise(n, high);
  const Matrix64 mass = W * Matrix64(n, 1, 1.0);
  const Matrix64 Q = normalised(pairwise(n, low));
  Matrix64 result(2 * n, n);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      result(i, j) = W(i, j) / mass[i];
      result(n + i, j) = Q(i, j);
    }
  }
  return result;
}

Matrix64 of_tsne(const Similarities& s) {
  const int n = s.map.n;
  const Matrix64 D = squared_distances(s.X);
  Matrix64 P(n, n);
  for (int i = 0; i < n; ++i) {
    const Matrix64 row = row_of(D, i);
    const double beta = 1 / (2 * s.sigma[i] * s.sigma[i]);
    const auto exact = oracle::conditional(row.values(), static_cast<std::size_t>(i), beta);
    for (int j = 0; j < n; ++j) P(i, j) = exact.p[static_cast<std::size_t>(j)];
  }
  const oracle::Map points = oracle::map_of(to_float32(transpose(s.map.Y)));
  return p_and_q(
      n, [&](int i, int j) { return P(i, j); },
      [&](int i, int j) {
        return oracle::similarity(false, points, static_cast<std::size_t>(i), static_cast<std::size_t>(j));
      });
}

// By tsne_affinities.h, with a = beta (d - min d) <= beta d and E a <= a's largest, K = 5 for n <= 16: p is off by
// (2 a + 4 + 2 E a + 2 + K) u p; D and beta, rounded to float32, add 2 beta d u to each of p's two exponentials.
Comparison trained_affinities(const Similarities& s) {
  const int n = s.map.n;
  const Matrix64 D = squared_distances(s.X);
  std::vector<float> beta;
  double most = 0;
  for (int i = 0; i < n; ++i) {
    beta.push_back(static_cast<float>(1 / (2 * s.sigma[i] * s.sigma[i])));
    for (int j = 0; j < n; ++j) most = std::max(most, D(i, j) * static_cast<double>(beta.back()));
  }
  Matrix P(n, n);
  std::vector<double> entropies(beta.size()), slopes_of_entropy(beta.size());
  tsne_affinities(to_float32(D), 0, beta, P, entropies, slopes_of_entropy);
  const Matrix64 expected = p_and_q(
      n, [&](int i, int j) { return s.normal(i, j); }, [](int, int) { return 1.0; });
  Matrix64 truth(n, n);
  for (int i = 0; i < truth.size(); ++i) truth[i] = expected[i];
  return within(to_double(P), truth, 1.02 * (8 * most + 11) * kUnitRoundoff32);
}

template <class F>
auto similarities(const F& statement) {
  return [statement](const Trial& in) { return statement(Similarities(in)); };
}

const RegisteredIdentities identities{{
    .title = "The similarities of t-SNE",
    .source = "000 §8.1",
    .claims = {{.id = "000.S8.1.gauss-high-t-low",
                .printed = {"p_j|i: normal density about x_i; q_ij: Student's t density of ||y_i - y_j||, one degree",
                            similarities([](const Similarities& s) {
                              return equal(p_and_q(
                                               s.map.n, [&](int i, int j) { return s.normal(i, j); },
                                               [&](int i, int j) { return s.student(1, i, j); }),
                                           of_tsne(s));
                            })},
                .wrong = {"normal densities in both", similarities([](const Similarities& s) {
                            return equal(p_and_q(
                                             s.map.n, [&](int i, int j) { return s.normal(i, j); },
                                             [&](int i, int j) { return exp(-s.map.D(i, j)); }),
                                         of_tsne(s));
                          })},
                .code = {"kernels/tsne_affinities.h tsne_affinities", similarities(trained_affinities)}}},
}};

}  // namespace
}  // namespace rederive::checking
