#include "reference/models/persistent_divergence.h"

#include <algorithm>
#include <string>

#include "reference/models/row_blocks.h"

namespace rederive {

CdGradient PersistentDivergence::operator()(const Rbm& rbm, ConstMatrixView v, int k) {
  const Index batch = v.rows;
  if (k < 1) throw UsageError("persistent chains with k = " + std::to_string(k) + "; take k >= 1");
  if (batch < 1) throw UsageError("contrastive divergence on an empty batch; give at least one row");
  if (batch > chains().rows || v.cols != chains().cols) {
    throw ShapeError("a batch of " + shape_text(batch, v.cols) + " for persistent chains of " +
                     shape_text(chains().rows, chains().cols));
  }
  chains_.step(rbm, k);
  visible_.reshape(2 * batch, rbm.visible());
  hidden_.reshape(2 * batch, rbm.hidden());
  copy_rows(v, visible_.view().row_range(0, batch));
  copy_rows(chains().row_range(0, batch), visible_.view().row_range(batch, batch));
  hidden_probabilities(rbm, visible_, hidden_);
  float* of_chains = hidden_.row(batch);
  std::transform(of_chains, of_chains + batch * rbm.hidden(), of_chains, [](float p) { return -p; });
  return {visible_, hidden_};
}

}  // namespace rederive
