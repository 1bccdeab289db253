#include "reference/training/autoencoder_trainer.h"

#include <algorithm>

#include "reference/data/minibatches.h"
#include "reference/optimise/descend.h"

namespace rederive {

void AutoencoderTrainer::epoch(Autoencoder& model, ConstMatrixView images, const Stream& shuffle, const Stream& noise) {
  const std::vector<Trainable*> parameters = model.parameters();
  std::uint32_t update = 0;
  for (const RowIndices rows : minibatches(images.rows, options_.batch, shuffle)) {
    gather_rows(images, rows, target_);
    input_.reshape(target_.rows(), target_.cols());
    std::copy_n(target_.data(), target_.size(), input_.data());
    damaged_ += corrupt(input_, options_.corruption, options_.noise, noise.substream(update++));
    seen_ += target_.size();
    model.backpropagate(input_, target_);
    descend(parameters, {.rate = static_cast<float>(options_.rate)});
  }
}

}  // namespace rederive
