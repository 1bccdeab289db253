// Epochs of stochastic gradient descent on a classifier, by any rule of reference/optimise.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/models/classifier.h"
#include "reference/optimise/optimiser.h"

namespace rederive {

struct ClassifierOptions {
  int batch = 10;
  UpdateRule rule = SgdRule{.rate = 0.1F};
};

class ClassifierTrainer {
 public:
  /// The network must live as long as this does.
  ClassifierTrainer(Network& network, const ClassifierOptions& options)
      : network_(&network), options_(options), optimiser_(network.parameters(), options.rule) {}

  /// Threads for the updates from now on; no number depends on it.
  void share_with(Team* team);
  /// Called after every update with the share of the epoch that is done.
  void report_to(std::function<void(double)> done) { done_ = std::move(done); }

  /// One pass over the images, in the order that `shuffle` gives; dropout's masks come from `noise`. The mean over the
  /// images of the cross-entropy that each had when its batch came, in nats. UsageError without images, ShapeError
  /// where they do not fit the network or labels are missing.
  double epoch(ConstMatrixView images, std::span<const std::uint32_t> labels, const Stream& shuffle,
               const Stream& noise);

  /// All that the next epoch starts from, for who keeps a run to go on with later: parameters, and what the rule
  /// remembers of them.
  std::vector<MatrixView> tensors();

 private:
  Network* network_;
  ClassifierOptions options_;
  Optimiser optimiser_;
  Team* team_ = nullptr;
  std::function<void(double)> done_;
  Matrix batch_;
  std::vector<std::uint32_t> batch_labels_;
};

}  // namespace rederive
