// Three models of patches with one face: sparse coding, an autoencoder and a denoising autoencoder.
#pragma once

#include <memory>

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive::patch_models {

/// What a model makes of some patches: codes, N x atoms, and reconstructions, N x pixels.
struct Seen {
  Matrix codes;
  Matrix reconstructions;
};

class PatchModel {
 public:
  PatchModel() = default;
  PatchModel(const PatchModel&) = delete;
  PatchModel& operator=(const PatchModel&) = delete;
  virtual ~PatchModel() = default;

  /// One pass over the rows of x; `noise` is for who damages its inputs.
  virtual void epoch(const Matrix& x, const Stream& shuffle, const Stream& noise) = 0;
  virtual Seen look(const Matrix& x) = 0;
  /// atoms x pixels: what an entry of a code adds to the reconstruction, or to its logits.
  virtual const Matrix& atoms() = 0;
};

/// A dictionary for x less its mean row, by the penalty lambda times the root mean square length of such rows.
std::unique_ptr<PatchModel> sparse_coding(int atoms, double lambda, const Matrix& x, const Stream& init);
/// Sigmoid units, cross-entropy, weights of its own in each layer; a share `noise` of inputs is salt and pepper.
std::unique_ptr<PatchModel> autoencoder(int hidden, double rate, double noise, Index pixels, const Stream& init);

}  // namespace rederive::patch_models
