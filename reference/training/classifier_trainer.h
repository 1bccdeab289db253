// Epochs of plain stochastic gradient descent on a classifier.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/models/classifier.h"

namespace rederive {

struct ClassifierOptions {
  int batch = 10;
  double rate = 0.1;
  double decay = 0;  // coupled: part of the gradient of every weight
};

class ClassifierTrainer {
 public:
  explicit ClassifierTrainer(const ClassifierOptions& options) : options_(options) {}

  /// One pass over the images, in the order that `shuffle` gives.
  void epoch(Network& network, ConstMatrixView images, std::span<const std::uint32_t> labels, const Stream& shuffle);

 private:
  ClassifierOptions options_;
  Matrix batch_;
  std::vector<std::uint32_t> batch_labels_;
};

}  // namespace rederive
