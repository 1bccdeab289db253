// Epochs of stochastic gradient descent on an autoencoder, plain or by another rule of reference/optimise; its inputs
// may be damaged on the way in.
#pragma once

#include <optional>

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/data/corruption.h"
#include "reference/models/autoencoder.h"
#include "reference/optimise/optimiser.h"

namespace rederive {

struct AutoencoderOptions {
  int batch = 10;
  double rate = 0.1;                    // of plain descent
  std::optional<UpdateRule> rule = {};  // in its place
  Corruption corruption = Corruption::masking;
  double noise = 0;  // the rate of damaged pixels; 0 is the plain autoencoder
};

class AutoencoderTrainer {
 public:
  explicit AutoencoderTrainer(const AutoencoderOptions& options) : options_(options) {}

  /// One pass over the images, in the order that `shuffle` gives; the targets are the undamaged images. Batch u is
  /// damaged by noise.substream(u), anew in every epoch that has a stream of its own. All epochs of a trainer are of
  /// one model: what the rule remembers of its parameters goes on from epoch to epoch.
  void epoch(Autoencoder& model, ConstMatrixView images, const Stream& shuffle, const Stream& noise);

  /// The share of all pixels so far that was damaged.
  double damaged_share() const { return static_cast<double>(damaged_) / static_cast<double>(seen_); }

 private:
  AutoencoderOptions options_;
  std::optional<Optimiser> optimiser_;  // from the first epoch on
  Matrix target_;
  Matrix input_;
  Index damaged_ = 0;
  Index seen_ = 0;
};

}  // namespace rederive
