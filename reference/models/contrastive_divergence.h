// Contrastive divergence: the gradient of the likelihood with its model term taken after k steps of Gibbs sampling.
//
//   dW = <v p(h|v)'>_data - <v p(h|v)'>_k,   db = <v>_data - <v>_k,   da = <p(h|v)>_data - <p(h|v)>_k
//
// The averages run over a batch. The chain starts at the batch itself and is sampled throughout,
//   h_0 ~ p(h | v_0),  v_1 ~ p(v | h_0),  h_1 ~ p(h | v_1),  ...,  v_k ~ p(v | h_{k-1}),
// and the gradient takes hidden probabilities in place of the last samples.
// Source: Hinton, Neural Computation 14(8), 2002; protocols 002 P5 RBM.
//
// Randomness: the caller gives a substream per update; half step t of its chain (h_0 is 0, v_1 is 1, h_1 is 2, ...)
// reads substream(stream.sub()[0], t), row by row. Thus
//
//   ContrastiveDivergence cd;
//   rbm += rate * cd(rbm, v, k, gibbs.substream(update));
//
// Cost: 2 k + 1 products of B x visible x hidden and one of twice that for the update.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/models/half_steps.h"
#include "reference/models/rbm.h"

namespace rederive {

/// A gradient that is not multiplied out: (1/B) visible' hidden, with the data's and the chain's states in `visible`
/// and the data's and minus the chain's probabilities in `hidden`. It lives until the next call of its workspace.
struct CdGradient {
  ConstMatrixView visible;  // 2B x visible: v_0 over v_k
  ConstMatrixView hidden;   // 2B x hidden: p(h | v_0) over -p(h | v_k)
};

struct ScaledCdGradient {
  double rate = 0;
  CdGradient gradient = {};
  double decay = 0;  // of the weights, coupled: W becomes (1 - rate decay) W + rate dW
};

inline ScaledCdGradient operator*(double rate, const CdGradient& gradient) {
  return {.rate = rate, .gradient = gradient};
}

/// One product that adds to W in place, and the sums for the biases. The decay is the product's beta, a float32: rate *
/// decay is rounded to a multiple of 2^-24. Throws ShapeError when the layers differ.
Rbm& operator+=(Rbm& rbm, const ScaledCdGradient& step);

/// The buffers of an update, kept from call to call.
class ContrastiveDivergence {
 public:
  /// v is B x visible, B >= 1, in [0, 1]. Throws UsageError for k < 1 or no rows, ShapeError when v does not fit.
  CdGradient operator()(const Rbm& rbm, ConstMatrixView v, int k, const Stream& stream);

 private:
  HalfSteps steps_;
  PaddedMatrix visible_;         // 2B x visible
  PaddedMatrix hidden_;          // 2B x hidden
  PaddedMatrix hidden_samples_;  // B x hidden
  PaddedMatrix probabilities_;   // B x visible
};

}  // namespace rederive
