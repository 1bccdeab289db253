// What symmetric SNE makes small, and the two facts about P and Q that its gradient uses.
//
//   C = sum_ij p_ij log(p_ij / q_ij),   q_ij = exp(-d_ij^2) / Z,   Z = sum_{k != l} exp(-d_kl^2),   i != j throughout
//
// Source: document 000, section 8.2
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/embedding.h"
#include "reference/kernels/tsne_divergence.h"
#include "reference/models/joint_affinities.h"

namespace rederive::checking {
namespace {

// Of the sum over pairs of p_kl log p_kl.
Matrix64 negated_entropy(const Matrix64& P) {
  return pairwise(P.rows(), [&](int k, int l) { return P(k, l) * log(P(k, l)); });
}

// C by energies, without a quotient of probabilities: -log q = d^2 + log Z.
double by_energies(const Embedding& e) { return log(e.Z) + dot(e.P, e.D) + sum(negated_entropy(e.P)); }

// q as a softmax of -d^2 over all ordered pairs.
Matrix64 softmax_over_pairs(const Embedding& e) {
  std::vector<double> energies;
  for (int place = 0; place < e.D.size(); ++place) {
    if (place / e.n != place % e.n) energies.push_back(-e.D[place]);
  }
  const Matrix64 q = softmax(column(energies));
  int next = 0;
  return pairwise(e.n, [&](int, int) { return q[next++]; });
}

Comparison trained_divergence(const Embedding& e) {
  const Matrix64 P = rounded_to_float32(e.P);
  const Matrix map = to_float32(transpose(e.Y));
  const Matrix affinities = to_float32(P);
  const auto n = static_cast<std::size_t>(e.n);
  std::vector<double> divergences(n), masses(n), z(n);
  Matrix repulsion(2, e.n);
  tsne_forces(Similarity::gaussian, map, {}, 0, {}, repulsion, z);
  tsne_divergence(Similarity::gaussian, map, affinities, 0, divergences, masses);
  double Z = 0;
  for (const double row : z) Z += row;
  // By tsne_divergence.h, K = 5 for n <= 16, and the error of log Z by tsne_forces.h, (4 d^2 + 2 + 6) u, times sum P,
  // with 2 % for what is not of first order.
  double bound = 0;
  for (int k = 0; k < e.n; ++k) {
    for (int l = 0; l < e.n; ++l) {
      if (k == l) continue;
      const double L = std::abs(log(P(k, l)) + e.D(k, l));
      bound += P(k, l) * (2 + 3 * std::abs(log(P(k, l))) + 4 * e.D(k, l) + 7 * L + 5 * std::abs(log(e.Z)));
    }
  }
  bound += (4 * largest(e.D) + 8) * sum(P);
  const double truth = dot(P, e.D) + sum(negated_entropy(P)) + log(e.Z) * sum(P);
  return within(Matrix64(1, 1, kullback_leibler(divergences, masses, Z)), Matrix64(1, 1, truth),
                1.02 * bound * kUnitRoundoff32);
}

Comparison trained_partition(const Embedding& e) {
  const Matrix map = to_float32(transpose(e.Y));
  std::vector<double> z(static_cast<std::size_t>(e.n));
  Matrix repulsion(2, e.n);
  tsne_forces(Similarity::gaussian, map, {}, 0, {}, repulsion, z);
  // By tsne_forces.h: (4 d^2 + 2 + K) u of each term, K = 6 for n <= 16.
  return within(column(z), e.W * Matrix64(e.n, 1, 1.0), 1.02 * (4 * largest(e.D) + 8) * kUnitRoundoff32 * e.n);
}

// P as t-SNE makes it from data: points in four dimensions, a Gaussian about each.
struct Affinities {
  explicit Affinities(const Trial& in)
      : X(in.matrix("X", in.size("n", 5, 9), 4)),
        conditional(conditional_affinities(squared_distances(X), in.uniform("beta", X.rows(), 1, 0.1, 2))) {}
  Matrix64 X;  // n x 4
  Matrix64 conditional;
};

// By tsne_affinities.h, over a row: E[4 a + 6 + K] u with K = 5 and E a <= H = log perplexity; three roundings more in
// symmetrising.
Comparison trained_affinities(const Trial& in) {
  constexpr double kPerplexity = 3;
  const Matrix P = joint_affinities(to_float32(Affinities(in).X), kPerplexity);
  return within(Matrix64(1, 1, sum(to_double(P))), Matrix64(1, 1, 1.0),
                1.02 * (4 * log(kPerplexity) + 6 + 5 + 3) * kUnitRoundoff32);
}

const RegisteredIdentities identities{{
    .title = "Symmetric SNE: the divergence",
    .source = "000 §8.2",
    .claims = {{.id = "000.S8.2.cost",
                .printed = {"C = sum_ij p_ij log(p_ij / q_ij) = sum_ij (p_ij log p_ij - p_ij log q_ij)",
                            embedding([](const Embedding& e) {
                              const Matrix64 Q = normalised(e.W);
                              const auto difference = [&](int k, int l) {
                                return e.P(k, l) * log(e.P(k, l)) - e.P(k, l) * log(Q(k, l));
                              };
                              const double truth = by_energies(e);
                              return equal(column<double>({divergence(e.P, Q), sum(pairwise(e.n, difference))}),
                                           column<double>({truth, truth}), std::abs(sum(negated_entropy(e.P))));
                            })},
                .wrong = {"sum_ij q_ij log(q_ij / p_ij)", embedding([](const Embedding& e) {
                            return equal(divergence(normalised(e.W), e.P), by_energies(e));
                          })},
                .code = {"kernels/tsne_divergence.h kullback_leibler", embedding(trained_divergence)}},
               {.id = "000.S8.2.q-gaussian",
                .printed = {"q_ij = exp(-d_ij^2) / sum_{k != l} exp(-d_kl^2), i != j",
                            embedding([](const Embedding& e) {
                              return equal(pairwise(e.n, [&](int i, int j) { return exp(-e.D(i, j)) / e.Z; }),
                                           softmax_over_pairs(e));
                            })},
                .wrong = {"exp(-d_ij^2) / sum_{l != i} exp(-d_il^2): a softmax for each point",
                          embedding([](const Embedding& e) {
                            return equal(conditional_affinities(e.D, Matrix64(e.n, 1, 1.0)), softmax_over_pairs(e));
                          })}},
               {.id = "000.S8.2.Z-eq5",
                .printed = {"Z = sum_{k != l} exp(-d_kl^2) and q_ij Z = exp(-d_ij^2)",
                            embedding([](const Embedding& e) { return equal(e.Z * softmax_over_pairs(e), e.W); })},
                .wrong = {"Z = sum_kl exp(-d_kl^2), k = l among them", embedding([](const Embedding& e) {
                            return equal((e.Z + e.n) * softmax_over_pairs(e), e.W);
                          })},
                .code = {"kernels/tsne_forces.h tsne_forces, z", embedding(trained_partition)}},
               {.id = "000.S8.2.sum-p",
                .printed = {"sum_{k != l} p_kl = 1, p_kl = (p_l|k + p_k|l) / 2n",
                            [](const Trial& in) { return equal(sum(symmetrised(Affinities(in).conditional)), 1.0); }},
                .wrong = {"sum_{k != l} p_l|k = 1",
                          [](const Trial& in) { return equal(sum(Affinities(in).conditional), 1.0); }},
                .code = {"models/joint_affinities.h joint_affinities", trained_affinities}}},
}};

}  // namespace
}  // namespace rederive::checking
