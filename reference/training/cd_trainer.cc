#include "reference/training/cd_trainer.h"

#include "reference/data/minibatches.h"

namespace rederive {

CdGradient CdTrainer::gradient(const Rbm& rbm, const Stream& gibbs, std::uint32_t update) {
  if (!options_.persistent) return divergence_(rbm, batch_, options_.k, gibbs.substream(update));
  if (!persistent_) persistent_.emplace(batch_, gibbs);
  return (*persistent_)(rbm, batch_, options_.k);
}

void CdTrainer::epoch(Rbm& rbm, ConstMatrixView v, const Stream& shuffle, const Stream& gibbs) {
  std::uint32_t update = 0;
  for (const RowIndices rows : minibatches(v.rows, options_.batch, shuffle)) {
    gather_rows(v, rows, batch_);
    ScaledCdGradient step = options_.rate * gradient(rbm, gibbs, update++);
    step.decay = options_.decay;
    rbm += step;
  }
}

}  // namespace rederive
