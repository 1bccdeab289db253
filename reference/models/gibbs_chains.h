// Many chains of Gibbs sampling side by side.
//
// Randomness: half step t in the life of the chains (the random start is 0, then h, v, h, v, ... are 1, 2, 3, 4, ...)
// reads substream(stream.sub()[0], t) of the stream that they were made with.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/models/half_steps.h"
#include "reference/models/rbm.h"

namespace rederive {

class GibbsChains {
 public:
  /// One chain from each row of v (N x visible).
  GibbsChains(ConstMatrixView v, const Stream& stream);
  /// `chains` of them, from fair coins. Throws UsageError unless there is at least one.
  static GibbsChains from_coins(Index chains, Index visible, const Stream& stream);

  /// h ~ p(h | v), v ~ p(v | h), `count` times. The machine may be another one at each call.
  /// Throws ShapeError when its visible layer does not fit.
  void step(const Rbm& rbm, int count = 1);

  /// v, N x visible.
  ConstMatrixView samples() const { return visible_; }
  /// p(v | h) of the last step, N x visible: the picture that a sample would be drawn from. The start before any step.
  ConstMatrixView probabilities() const { return visible_probabilities_; }

 private:
  Stream stream_;
  std::uint32_t half_step_ = 0;
  HalfSteps steps_;
  Matrix visible_;
  Matrix visible_probabilities_;
  Matrix hidden_;
  Matrix hidden_probabilities_;
};

}  // namespace rederive
