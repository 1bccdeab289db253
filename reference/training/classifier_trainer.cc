#include "reference/training/classifier_trainer.h"

#include "reference/data/minibatches.h"
#include "reference/optimise/descend.h"

namespace rederive {

void ClassifierTrainer::epoch(Network& network, ConstMatrixView images, std::span<const std::uint32_t> labels,
                              const Stream& shuffle) {
  const std::vector<Trainable*> parameters = network.parameters();
  const SgdRule rule{.rate = static_cast<float>(options_.rate), .decay = static_cast<float>(options_.decay)};
  for (const RowIndices rows : minibatches(images.rows, options_.batch, shuffle)) {
    gather_rows(images, rows, batch_);
    batch_labels_.clear();
    for (const std::uint32_t row : rows) batch_labels_.push_back(labels[row]);
    backpropagate(network, batch_, batch_labels_);
    descend(parameters, rule);
  }
}

}  // namespace rederive
