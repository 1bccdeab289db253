#include "reference/training/classifier_trainer.h"

#include <iterator>
#include <string>

#include "reference/core/error.h"
#include "reference/data/minibatches.h"

namespace rederive {

void ClassifierTrainer::share_with(Team* team) {
  team_ = team;
  network_->share_with(team);
}

std::vector<MatrixView> ClassifierTrainer::tensors() {
  std::vector<MatrixView> all;
  for (Trainable* parameter : network_->parameters()) all.push_back(parameter->value);
  for (Matrix& state : optimiser_.state()) all.push_back(state);
  return all;
}

double ClassifierTrainer::epoch(ConstMatrixView images, std::span<const std::uint32_t> labels, const Stream& shuffle,
                                const Stream& noise) {
  if (images.rows < 1) throw UsageError("an epoch over no images; give at least one row");
  if (std::ssize(labels) != images.rows) {
    throw ShapeError(std::to_string(labels.size()) + " labels for " + std::to_string(images.rows) + " images");
  }
  double nats = 0;
  std::uint32_t update = 0;
  const Minibatches batches = minibatches(images.rows, options_.batch, shuffle);
  for (const RowIndices rows : batches) {
    gather_rows(images, rows, batch_);
    batch_labels_.clear();
    for (const std::uint32_t row : rows) batch_labels_.push_back(labels[row]);
    nats +=
        backpropagate(*network_, batch_, batch_labels_, noise.substream(update++)) * static_cast<double>(rows.size());
    optimiser_.step(team_);
    if (done_) done_(static_cast<double>(update) / static_cast<double>(batches.size()));
  }
  return nats / static_cast<double>(images.rows);
}

}  // namespace rederive
