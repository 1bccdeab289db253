// Persistent contrastive divergence: chains that go on from update to update stand for the model, where CD starts new
// ones at every batch.
//
//   dW = <v p(h|v)'>_data - <v p(h|v)'>_chains,   db and da likewise
//
// Before each gradient the chains make k Gibbs steps on the machine as it is. They start at the first batch.
// Source: Tieleman, ICML 2008.
//
//   PersistentDivergence pcd(first_batch, gibbs);
//   rbm += rate * pcd(rbm, batch, k);
//
// Randomness: that of GibbsChains, whose half steps are counted through the life of the chains.
// Cost: 2 k products of C x visible x hidden for C chains and one of twice the batch; one half step more than CD-k.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/models/contrastive_divergence.h"
#include "reference/models/gibbs_chains.h"
#include "reference/models/rbm.h"

namespace rederive {

class PersistentDivergence {
 public:
  /// One chain from each row of `start`, of which there is at least one (else UsageError).
  PersistentDivergence(ConstMatrixView start, const Stream& stream) : chains_(start, stream) {}

  /// v is B x visible in [0, 1], 1 <= B <= chains. A batch of fewer rows than there are chains is set against the first
  /// B of them; all move. Throws UsageError for k < 1 or no rows, ShapeError when v does not fit.
  CdGradient operator()(const Rbm& rbm, ConstMatrixView v, int k);

  ConstMatrixView chains() const { return chains_.samples(); }

 private:
  GibbsChains chains_;
  Matrix visible_;  // 2B x visible
  Matrix hidden_;   // 2B x hidden
};

}  // namespace rederive
