// Epochs of plain stochastic gradient descent on an autoencoder, whose inputs may be damaged on the way in.
#pragma once

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/data/corruption.h"
#include "reference/models/autoencoder.h"

namespace rederive {

struct AutoencoderOptions {
  int batch = 10;
  double rate = 0.1;
  Corruption corruption = Corruption::masking;
  double noise = 0;  // the rate of damaged pixels; 0 is the plain autoencoder
};

class AutoencoderTrainer {
 public:
  explicit AutoencoderTrainer(const AutoencoderOptions& options) : options_(options) {}

  /// One pass over the images, in the order that `shuffle` gives; the targets are the undamaged images. Batch u is
  /// damaged by noise.substream(u), anew in every epoch that has a stream of its own.
  void epoch(Autoencoder& model, ConstMatrixView images, const Stream& shuffle, const Stream& noise);

  /// The share of all pixels so far that was damaged.
  double damaged_share() const { return static_cast<double>(damaged_) / static_cast<double>(seen_); }

 private:
  AutoencoderOptions options_;
  Matrix target_;
  Matrix input_;
  Index damaged_ = 0;
  Index seen_ = 0;
};

}  // namespace rederive
