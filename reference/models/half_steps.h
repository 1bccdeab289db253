// The two half steps of Gibbs sampling in an RBM, for many rows, with the weights turned round once for all of them.
#pragma once

#include <span>

#include "reference/core/padded_matrix.h"
#include "reference/core/random.h"
#include "reference/models/rbm.h"

namespace rederive {

/// After bind(rbm) and until the machine changes. v is N x visible, h is N x hidden, and so are the outputs; samples
/// take word i * cols + j of the stream for element (i, j). Throws ShapeError when a matrix does not fit.
class HalfSteps {
 public:
  void bind(const Rbm& rbm);

  /// probabilities = P(h = 1 | v)
  void hidden(ConstMatrixView v, MatrixView probabilities) const;
  /// probabilities = P(v = 1 | h)
  void visible(ConstMatrixView h, MatrixView probabilities) const;
  /// The same, with samples ~ Bernoulli(probabilities).
  void sample_hidden(ConstMatrixView v, const Stream& stream, MatrixView probabilities, MatrixView samples) const;
  void sample_visible(ConstMatrixView h, const Stream& stream, MatrixView probabilities, MatrixView samples) const;

 private:
  ConstMatrixView to_hidden_;  // the weights themselves
  PaddedMatrix to_visible_;    // and turned round
  std::span<const float> visible_bias_;
  std::span<const float> hidden_bias_;
};

}  // namespace rederive
