// Epochs of contrastive divergence.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/models/contrastive_divergence.h"
#include "reference/models/rbm.h"

namespace rederive {

struct CdOptions {
  int k = 1;  // Gibbs steps per update
  int batch = 10;
  double rate = 0.05;
};

class CdTrainer {
 public:
  explicit CdTrainer(const CdOptions& options) : options_(options) {}

  /// One pass over the rows of v, in the order that `shuffle` gives; update u samples with gibbs.substream(u).
  void epoch(Rbm& rbm, ConstMatrixView v, const Stream& shuffle, const Stream& gibbs);

 private:
  CdOptions options_;
  ContrastiveDivergence gradient_;
  Matrix batch_;
};

}  // namespace rederive
