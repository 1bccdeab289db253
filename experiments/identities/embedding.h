// A map of points and the divergence of its similarities from given affinities.
//
//   d_ij^2 = ||y_i - y_j||^2,   w_ij = exp(-d_ij^2)  (SNE)  or  1 / (1 + d_ij^2)  (t-SNE),   w_ii = 0
//   q_ij = w_ij / Z,  Z = sum_{k != l} w_kl,   C = sum_{k != l} p_kl log(p_kl / q_kl)
//   P is symmetric, has a zero diagonal and sums to one
//
// Where a formula differentiates by d_ij^2, the n x n squared distances are variables of their own: d_ij^2 and d_ji^2
// are two of them, and C is a function of D = (d_ij^2).
// Source: document 000, section 8.2
#pragma once

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"
#include "reference/kernels/tsne_forces.h"

namespace rederive::checking {

/// f(k, l) for k != l, and 0 on the diagonal.
template <class F>
auto pairwise(int n, const F& f) {
  Mat<decltype(f(0, 0))> result(n, n);
  for (int k = 0; k < n; ++k) {
    for (int l = 0; l < n; ++l) {
      if (k != l) result(k, l) = f(k, l);
    }
  }
  return result;
}

/// Points are rows: Y is n x dimensions, D is n x n.
template <class T>
Mat<T> squared_distances(const Mat<T>& Y) {
  return pairwise(Y.rows(), [&](int k, int l) {
    T total{};
    for (int c = 0; c < Y.cols(); ++c) total += (Y(k, c) - Y(l, c)) * (Y(k, c) - Y(l, c));
    return total;
  });
}

template <class T>
Mat<T> weights(Similarity similarity, const Mat<T>& D) {
  return pairwise(D.rows(), [&](int k, int l) {
    return similarity == Similarity::gaussian ? exp(-D(k, l)) : T(1) / (T(1) + D(k, l));
  });
}

/// sum_{k != l} p_kl log(p_kl / q_kl)
template <class T>
T divergence(const Matrix64& P, const Mat<T>& Q) {
  return sum(pairwise(P.rows(), [&](int k, int l) { return P(k, l) * log(P(k, l) / Q(k, l)); }));
}

/// p_j|i = exp(-beta_i d_ij^2) / sum_{l != i} exp(-beta_i d_il^2); D is n x n, the precisions n x 1.
inline Matrix64 conditional_affinities(const Matrix64& D, const Matrix64& precisions) {
  const Matrix64 W = pairwise(D.rows(), [&](int i, int j) { return exp(-precisions[i] * D(i, j)); });
  const Matrix64 mass = W * Matrix64(W.cols(), 1, 1.0);
  return pairwise(D.rows(), [&](int i, int j) { return W(i, j) / mass[i]; });
}

/// p_ij = (p_j|i + p_i|j) / 2n
inline Matrix64 symmetrised(const Matrix64& conditional) {
  return (0.5 / conditional.rows()) * (conditional + transpose(conditional));
}

struct Embedding {
  explicit Embedding(const Trial& in)
      : n(in.size("n", 5, 8)),
        Y(rounded_to_float32(in.matrix("Y", n, 2, in.number("spread", 0.3, 1.2)))),
        P(symmetric(in.uniform("P", n, n, 0.1, 1))),
        D(squared_distances(Y)),
        W(weights(Similarity::gaussian, D)),
        Z(sum(W)) {}

  /// C of the map's points, and of its squared distances as variables of their own.
  auto of_points(Similarity similarity) const {
    return [this, similarity](const auto& at) {
      return divergence(P, normalised(weights(similarity, squared_distances(at))));
    };
  }
  auto of_distances() const {
    return [this](const auto& at) { return divergence(P, normalised(weights(Similarity::gaussian, at))); };
  }

  int n;
  Matrix64 Y;  // n x 2, numbers that float32 holds exactly
  Matrix64 P, D;
  Matrix64 W;  // Gaussian, as Z
  double Z;

 private:
  static Matrix64 symmetric(const Matrix64& a) {
    return normalised(pairwise(a.rows(), [&](int k, int l) { return a(k, l) + a(l, k); }));
  }
};

// Of a statement about an Embedding, a statement about a trial.
template <class F>
auto embedding(const F& statement) {
  return [statement](const Trial& in) { return statement(Embedding(in)); };
}

}  // namespace rederive::checking
