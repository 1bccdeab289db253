// A restricted Boltzmann machine with binary units.
//
//   E(v, h) = -v'Wh - b'v - a'h      W visible x hidden, b visible bias, a hidden bias
//   P(h_j = 1 | v) = sigmoid(a_j + (v'W)_j),   P(v_i = 1 | h) = sigmoid(b_i + (W h)_i)
//   F(v) = -log sum_h exp(-E(v, h)) = -b'v - sum_j softplus(a_j + (v'W)_j)
//
// Batches are rows: V is N x visible, H is N x hidden. All is float32; sums over a data set are double, in row order.
// A matrix whose columns do not fit the layer is a ShapeError.
// Source: document 002, problem 5 and equation 30; the measures: protocols 002 P5 error.
#pragma once

#include <span>
#include <vector>

#include "reference/core/padded_matrix.h"
#include "reference/core/random.h"

namespace rederive {

class Rbm {
 public:
  /// All parameters zero. Throws UsageError unless both layers have at least one unit.
  Rbm(Index visible, Index hidden);

  /// W_ij ~ N(0, sd) from word i * hidden + j of the stream, biases zero. Throws UsageError unless sd is finite and >=
  /// 0.
  static Rbm gaussian(Index visible, Index hidden, double sd, const Stream& stream);

  Index visible() const { return weights_.rows(); }
  Index hidden() const { return weights_.cols(); }

  ConstMatrixView weights() const { return weights_; }
  MatrixView weights() { return weights_; }
  std::span<const float> visible_bias() const { return visible_bias_; }
  std::span<float> visible_bias() { return visible_bias_; }
  std::span<const float> hidden_bias() const { return hidden_bias_; }
  std::span<float> hidden_bias() { return hidden_bias_; }

 private:
  PaddedMatrix weights_;
  std::vector<float> visible_bias_;
  std::vector<float> hidden_bias_;
};

/// out (N x hidden) = P(h = 1 | v) for the rows of v; v may hold grey values (mean field).
void hidden_probabilities(const Rbm& rbm, ConstMatrixView v, MatrixView out);
/// out (N x visible) = P(v = 1 | h) for the rows of h.
void visible_probabilities(const Rbm& rbm, ConstMatrixView h, MatrixView out);

/// F of each row.
std::vector<double> free_energy(const Rbm& rbm, ConstMatrixView v);

/// Mean F(b) - mean F(a): above zero once the machine prefers the images it was trained on, a, to others, b. It needs
/// no partition function. Throws UsageError when either has no rows.
double free_energy_gap(const Rbm& rbm, ConstMatrixView a, ConstMatrixView b);

/// The mean over rows of -sum_i v_i log r_i + (1 - v_i) log(1 - r_i), r = P(v = 1 | h = P(h = 1 | v)), in nats per
/// image. Computed from the logits of r, so that it is finite for any weights. UsageError when there are no rows.
double reconstruction_cross_entropy(const Rbm& rbm, ConstMatrixView v);

}  // namespace rederive
