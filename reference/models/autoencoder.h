// An autoencoder with one hidden layer of sigmoid units.
//
//   h = sigmoid(x W + a),  z = h V + b,  r = sigmoid(z)      W pixels x hidden, V hidden x pixels (tied: V = W')
//   cross-entropy  L = -sum_i t_i log r_i + (1 - t_i) log(1 - r_i)
//   squared error  L = 1/2 sum_i (r_i - t_i)^2
//
// t is the image that r should be; a denoising autoencoder sees a damaged x and is asked for the undamaged t.
// Batches are rows, all is float32; sums over a data set are double, in row order.
// Source: document 002, problem 5 (e)-(f); protocols 002 P5e-f.
#pragma once

#include "reference/models/network.h"

namespace rederive {

enum class ReconstructionLoss { cross_entropy, squared_error };

class Autoencoder {
 public:
  /// Weights by Glorot's rule from the stream's substreams 0 (W) and 1 (V), biases zero. UsageError unless both sizes
  /// are at least 1.
  Autoencoder(Index pixels, Index hidden, ReconstructionLoss loss, bool tied, const Stream& stream);

  Index pixels() const { return network_.inputs(); }
  Index hidden() { return filters().cols(); }
  /// W, pixels x hidden.
  const Matrix& filters() { return encoder().weights().value; }
  Dense& encoder() { return network_.dense(0); }
  /// V, hidden x pixels, where its weights are its own; W with tied weights.
  Dense& decoder() { return network_.dense(2); }
  std::vector<Trainable*> parameters() { return network_.parameters(); }

  /// The gradient of the mean loss over the rows of x, with t as targets, into the parameters.
  void backpropagate(ConstMatrixView x, ConstMatrixView t);

  /// h, N x hidden.
  void encode(ConstMatrixView x, MatrixView h);
  /// r, N x pixels.
  void reconstruct(ConstMatrixView x, MatrixView r);
  /// The mean cross-entropy of the images under their own reconstruction, in nats per image, whatever the loss in
  /// training. Computed from the logits, so that it is finite for any weights. UsageError when there are no rows.
  double cross_entropy(ConstMatrixView images);

 private:
  Network network_;
  ReconstructionLoss loss_;
  Matrix gradient_;  // by the logits
  Matrix outputs_;   // r, where the squared error needs it beside its gradient
};

}  // namespace rederive
