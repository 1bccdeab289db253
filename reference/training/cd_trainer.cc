#include "reference/training/cd_trainer.h"

#include "reference/data/minibatches.h"

namespace rederive {

void CdTrainer::epoch(Rbm& rbm, ConstMatrixView v, const Stream& shuffle, const Stream& gibbs) {
  std::uint32_t update = 0;
  for (const RowIndices rows : minibatches(v.rows, options_.batch, shuffle)) {
    gather_rows(v, rows, batch_);
    rbm += options_.rate * gradient_(rbm, batch_, options_.k, gibbs.substream(update++));
  }
}

}  // namespace rederive
