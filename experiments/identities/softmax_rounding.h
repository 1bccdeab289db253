// How far the float32 kernels of a softmax may be from the formula, at logits that float32 holds.
#pragma once

#include <algorithm>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"

namespace rederive::checking {

/// Absolute bounds of any element of one row, from softmax.h and softmax_nll.h with |x_j - m| at its largest, p and
/// |p - y| at 1, scale at 1.
class SoftmaxRounding {
 public:
  explicit SoftmaxRounding(const Matrix64& logits) : classes_(logits.size()) {
    const auto [low, high] = std::minmax_element(logits.values().begin(), logits.values().end());
    term_ = *high - *low + 2;
    sum_ = classes_ / 16 + 7 + term_;
  }

  double probability() const { return (term_ + sum_ + 1) * kUnitRoundoff32 + kUnderflow; }
  double loss() const { return (sum_ + 2 * log(classes_)) * kUnitRoundoff32; }
  double by_logits() const { return (term_ + sum_ + 4) * kUnitRoundoff32 + kUnderflow; }
  /// Of all three.
  double largest() const { return std::max(loss(), by_logits()); }

 private:
  static constexpr double kUnderflow = 1.2e-38;

  double classes_;
  double term_ = 0;  // of exp(x_j - m), relative, in units of 2^-24
  double sum_ = 0;   // of the sum of these and the division by it
};

}  // namespace rederive::checking
