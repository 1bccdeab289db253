// The slopes of SNE's divergence by the squared distances of the map, step by step.
//
//   dC/d(d_ij^2) = p_ij - q_ij,   q_kl = exp(-d_kl^2) / Z,   Z = sum_{k != l} exp(-d_kl^2)
//
// The steps hold with d_ij^2 and d_ji^2 as two variables, as the chain rule of the derivation counts them; i != j.
// Source: document 000, section 8.2
#include "experiments/checking/identities.h"
#include "experiments/identities/embedding.h"

namespace rederive::checking {
namespace {

constexpr Similarity kGaussian = Similarity::gaussian;

// f(k, l, i, j) for all pairs k != l (rows) and i != j (columns).
template <class F>
Matrix64 pairs_by_pairs(int n, const F& f) {
  Matrix64 result(n * n, n * n);
  for (int row = 0; row < n * n; ++row) {
    for (int col = 0; col < n * n; ++col) {
      const int k = row / n, l = row % n, i = col / n, j = col % n;
      if (k != l && i != j) result(row, col) = f(k, l, i, j);
    }
  }
  return result;
}

// d exp(-d_kl^2) / d(d_ij^2) by complex steps, pairs by pairs.
Matrix64 weight_slopes(const Embedding& e) {
  return complex_jacobian([](const auto& D) { return weights(kGaussian, D); }, e.D);
}

Matrix64 partition_slopes(const Embedding& e) {
  return complex_slopes([](const auto& D) { return sum(weights(kGaussian, D)); }, e.D);
}

// For each (i, j): -sum_{k != l} p_kl ( d exp(-d_kl^2)/d(d_ij^2) / (q_kl Z) + sign / Z dZ/d(d_ij^2) ).
Matrix64 equation_six(const Embedding& e, double sign) {
  const Matrix64 Q = normalised(e.W);
  const Matrix64 dW = weight_slopes(e);
  const Matrix64 dZ = partition_slopes(e);
  return pairwise(e.n, [&](int i, int j) {
    return -sum(pairwise(e.n, [&](int k, int l) {
      return e.P(k, l) * (1 / (Q(k, l) * e.Z) * dW(k * e.n + l, i * e.n + j) + sign / e.Z * dZ(i, j));
    }));
  });
}

const RegisteredIdentities identities{{
    .title = "Symmetric SNE: slopes by the distances",
    .source = "000 §8.2",
    .claims =
        {{.id = "000.S8.2.const",
          .printed = {"dC/d(d_ij^2) = -sum_{k != l} p_kl d(log q_kl)/d(d_ij^2)", embedding([](const Embedding& e) {
                        const auto second = [&](const auto& D) {
                          const auto Q = normalised(weights(kGaussian, D));
                          return -sum(pairwise(e.n, [&](int k, int l) { return e.P(k, l) * log(Q(k, l)); }));
                        };
                        return same_gradient(complex_slopes(second, e.D), complex_slopes(e.of_distances(), e.D));
                      })},
          .wrong = {"0: both parts of C are constant", embedding([](const Embedding& e) {
                      return same_gradient(Matrix64(e.n, e.n), complex_slopes(e.of_distances(), e.D));
                    })}},
         {.id = "000.S8.2.eq6",
          .printed = {"dC/d(d_ij^2) = -sum_{k != l} p_kl [d exp(-d_kl^2)/d(d_ij^2) / (q_kl Z) - (1/Z) dZ/d(d_ij^2)]",
                      embedding([](const Embedding& e) {
                        return same_gradient(equation_six(e, -1), complex_slopes(e.of_distances(), e.D));
                      })},
          .wrong = {"+ (1/Z) dZ/d(d_ij^2) in the bracket", embedding([](const Embedding& e) {
                      return same_gradient(equation_six(e, 1), complex_slopes(e.of_distances(), e.D));
                    })}},
         {.id = "000.S8.2.de-dd",
          .printed = {"d exp(-d_kl^2)/d(d_ij^2) = -exp(-d_ij^2) delta_ik delta_jl", embedding([](const Embedding& e) {
                        return same_gradient(
                            pairs_by_pairs(e.n, [&](int k, int l, int i,
                                                    int j) { return -exp(-e.D(i, j)) * delta(i, k) * delta(j, l); }),
                            weight_slopes(e));
                      })},
          .wrong = {"-exp(-d_ij^2) delta_ik", embedding([](const Embedding& e) {
                      return same_gradient(
                          pairs_by_pairs(e.n, [&](int k, int, int i, int j) { return -exp(-e.D(i, j)) * delta(i, k); }),
                          weight_slopes(e));
                    })}},
         {.id = "000.S8.2.dZ-dd",
          .printed = {"dZ/d(d_ij^2) = -exp(-d_ij^2)", embedding([](const Embedding& e) {
                        return same_gradient(pairwise(e.n, [&](int i, int j) { return -exp(-e.D(i, j)); }),
                                             partition_slopes(e));
                      })},
          .wrong = {"-2 exp(-d_ij^2): each pair once", embedding([](const Embedding& e) {
                      return same_gradient(pairwise(e.n, [&](int i, int j) { return -2 * exp(-e.D(i, j)); }),
                                           partition_slopes(e));
                    })}},
         {.id = "000.S8.2.dC-dd",
          .printed = {"dC/d(d_ij^2) = p_ij exp(-d_ij^2) / (q_ij Z) - sum_{k != l} p_kl exp(-d_ij^2) / Z = p_ij - q_ij",
                      embedding([](const Embedding& e) {
                        const Matrix64 Q = normalised(e.W);
                        const Matrix64 middle = pairwise(e.n, [&](int i, int j) {
                          const double w = exp(-e.D(i, j));
                          return e.P(i, j) * (1 / (Q(i, j) * e.Z)) * w - sum((w / e.Z) * e.P);
                        });
                        require_agreement(same_gradient(middle, e.P - Q));
                        return analytic_gradient(middle, e.of_distances(), e.D);
                      })},
          .wrong = {"q_ij - p_ij", embedding([](const Embedding& e) {
                      return analytic_gradient(normalised(e.W) - e.P, e.of_distances(), e.D);
                    })}}},
}};

}  // namespace
}  // namespace rederive::checking
