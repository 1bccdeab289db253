// Early stopping: training ends when a measure has not improved for a while, and the best parameters come back.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "reference/layers/layer.h"

namespace rederive {

class EarlyStopping {
 public:
  /// Ends after `patience` epochs without a new minimum; 0 never ends, but keeps the best all the same.
  explicit EarlyStopping(int patience) : patience_(patience) {}

  /// To be told after each epoch; true once training should end. A measure that is not a number is no improvement.
  bool done(int epoch, double measure, std::span<Trainable* const> parameters);
  /// The parameters as they were at the minimum.
  void restore(std::span<Trainable* const> parameters) const;

  int best_epoch() const { return best_epoch_; }

 private:
  int patience_;
  int best_epoch_ = 0;
  double best_ = std::numeric_limits<double>::infinity();
  std::vector<Matrix> kept_;
};

}  // namespace rederive
