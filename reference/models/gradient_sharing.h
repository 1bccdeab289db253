// The gradients of a stack of sigmoid layers, with and without what backpropagation shares between them.
//
//   Z_0 = X,  Z_k = sigmoid(Z_{k-1} W_k)                                          rows are samples: Z_k is N x d_k
//   D_n = (Z_n - T) . f'_n,  D_k = (D_{k+1} W_{k+1}') . f'_k,  f'_k = Z_k . (1 - Z_k)
//   dL/dW_k = Z_{k-1}' D_k,  L = 1/2 |Z_n - T|^2
//
// Network (network.h) shares everything, as anybody would. Here each gradient may be computed as its formula stands,
// all by itself, to count and to time what sharing saves. All ways do the same products, only more or less often: the
// same bits, which are those of Network. Error: oracles/sigmoid_layers.h.
// Source: document 003, exercises 1 and 4
#pragma once

#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

struct Sharing {
  bool activations = true;  // one pass forward for all gradients; else one for each
  bool signals = true;      // D_k from D_{k+1}; else all the way down from the loss, for each
};

/// Multiply-adds of matrix products, counted where they are done.
struct ProductCounts {
  Index forward = 0;
  Index signals = 0;
  Index gradients = 0;
};

class SigmoidLayers {
 public:
  /// ShapeError without weights or where they do not fit together.
  explicit SigmoidLayers(std::vector<Matrix> weights);

  /// dL/dW_k of every layer, the first one first, until the next call. ShapeError where x or the targets do not fit.
  const std::vector<Matrix>& gradients(ConstMatrixView x, ConstMatrixView targets, Sharing sharing = {});
  /// Of the last call.
  const ProductCounts& counts() const { return counts_; }

 private:
  void forward(ConstMatrixView x);
  void signal_of_output(ConstMatrixView targets);
  void signal_below(std::size_t layer);
  ConstMatrixView input_of(std::size_t layer, ConstMatrixView x) const;

  std::vector<Matrix> weights_;
  std::vector<Matrix> activations_;
  std::vector<Matrix> gradients_;
  Matrix signal_;       // of the layer that was reached last
  Matrix next_signal_;  // its successor, while it is made
  ProductCounts counts_;
};

}  // namespace rederive
