#include "reference/training/autoencoder_trainer.h"

#include <algorithm>

#include "reference/data/minibatches.h"

namespace rederive {

void AutoencoderTrainer::epoch(Autoencoder& model, ConstMatrixView images, const Stream& shuffle, const Stream& noise) {
  if (!optimiser_) {
    optimiser_.emplace(model.parameters(), options_.rule.value_or(SgdRule{.rate = static_cast<float>(options_.rate)}));
  }
  std::uint32_t update = 0;
  for (const RowIndices rows : minibatches(images.rows, options_.batch, shuffle)) {
    gather_rows(images, rows, target_);
    input_.reshape(target_.rows(), target_.cols());
    std::copy_n(target_.data(), target_.size(), input_.data());
    damaged_ += corrupt(input_, options_.corruption, options_.noise, noise.substream(update++));
    seen_ += target_.size();
    model.backpropagate(input_, target_);
    optimiser_->step();
  }
}

}  // namespace rederive
