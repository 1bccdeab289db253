// Epochs of contrastive divergence.
#pragma once

#include <optional>

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/models/contrastive_divergence.h"
#include "reference/models/persistent_divergence.h"
#include "reference/models/rbm.h"

namespace rederive {

struct CdOptions {
  int k = 1;  // Gibbs steps per update
  int batch = 10;
  double rate = 0.05;
  double decay = 0;         // coupled: an update takes rate * decay of every weight, none of the biases
  bool persistent = false;  // the chains of the first batch go on through all epochs, as many as `batch`
};

class CdTrainer {
 public:
  explicit CdTrainer(const CdOptions& options) : options_(options) {}

  /// One pass over the rows of v, in the order that `shuffle` gives; update u samples with gibbs.substream(u).
  /// Persistent chains sample with the first epoch's `gibbs` for their whole life.
  void epoch(Rbm& rbm, ConstMatrixView v, const Stream& shuffle, const Stream& gibbs);

 private:
  CdGradient gradient(const Rbm& rbm, const Stream& gibbs, std::uint32_t update);

  CdOptions options_;
  ContrastiveDivergence divergence_;
  std::optional<PersistentDivergence> persistent_;
  Matrix batch_;
};

}  // namespace rederive
