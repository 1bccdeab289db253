// Epochs of stochastic gradient descent on logistic regression.
//
//   w' = w - rate ((1/B) sum (p_i - y_i) x_i + 2 ridge w),   w_0' = w_0 - rate (1/B) sum (p_i - y_i)
//
// over the B examples of a batch: the gradient of models/logistic_regression.h. A coupled weight decay d, as of
// kernels/updates.h, is a ridge of d / 2.
#pragma once

#include <span>
#include <vector>

#include "reference/models/logistic_regression.h"

namespace rederive {

struct LogisticOptions {
  int batch = 20;
  double rate = 0.01;
  double ridge = 0;
};

class LogisticTrainer {
 public:
  explicit LogisticTrainer(const LogisticOptions& options) : options_(options) {}

  /// One pass over the examples in the order that `shuffle` gives; the last batch may be smaller. UsageError for a
  /// batch below 1 or without rows, ShapeError as score.
  void epoch(LogisticRegression& model, ConstMatrixView x, std::span<const double> y, const Stream& shuffle);

 private:
  LogisticOptions options_;
  std::vector<double> gradient_;
};

}  // namespace rederive
