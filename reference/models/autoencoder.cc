#include "reference/models/autoencoder.h"

#include <algorithm>
#include <string>

#include "reference/core/error.h"
#include "reference/kernels/activation_gradients.h"
#include "reference/kernels/bernoulli_nll.h"
#include "reference/kernels/sigmoid.h"
#include "reference/layers/activations.h"
#include "reference/models/row_blocks.h"

namespace rederive {
namespace {

std::vector<LayerPlan> plans(Index pixels, Index hidden, bool tied) {
  if (pixels < 1 || hidden < 1) {
    throw UsageError("an autoencoder of " + std::to_string(pixels) + " pixels and " + std::to_string(hidden) +
                     " hidden units; take at least one of each");
  }
  return {layers::dense(hidden), layers::sigmoid(), tied ? layers::dense_transposed(0) : layers::dense(pixels)};
}

// g = (r - t) scale
void differences(ConstMatrixView r, ConstMatrixView t, float scale, MatrixView g) {
  for (Index n = 0; n < r.rows; ++n) {
    std::transform(r.row(n), r.row(n) + r.cols, t.row(n), g.row(n), [=](float a, float b) { return (a - b) * scale; });
  }
}

}  // namespace

Autoencoder::Autoencoder(Index pixels, Index hidden, ReconstructionLoss loss, bool tied, const Stream& stream)
    : network_(pixels, plans(pixels, hidden, tied)), loss_(loss) {
  encoder().start_glorot(stream.substream(0));
  if (!tied) network_.dense(2).start_glorot(stream.substream(1));
}

void Autoencoder::backpropagate(ConstMatrixView x, ConstMatrixView t) {
  if (t.rows != x.rows || t.cols != pixels()) {
    throw ShapeError("targets of " + shape_text(t.rows, t.cols) + " for a batch of " + shape_text(x.rows, x.cols));
  }
  const ConstMatrixView logits = network_.forward(x);
  const float scale = 1.0F / static_cast<float>(x.rows);
  gradient_.reshape(x.rows, pixels());
  if (loss_ == ReconstructionLoss::cross_entropy) {
    sigmoid(logits, {}, gradient_);
    differences(gradient_, t, scale, gradient_);
  } else {
    outputs_.reshape(x.rows, pixels());
    sigmoid(logits, {}, outputs_);
    differences(outputs_, t, scale, gradient_);
    sigmoid_backward(gradient_, outputs_, gradient_);
  }
  network_.backward(gradient_);
}

void Autoencoder::encode(ConstMatrixView x, MatrixView h) {
  for_row_blocks(x, [&](ConstMatrixView block, Index first) {
    network_.forward(block);
    copy_rows(network_.activation(1), h.row_range(first, block.rows));
  });
}

void Autoencoder::reconstruct(ConstMatrixView x, MatrixView r) {
  for_row_blocks(x, [&](ConstMatrixView block, Index first) {
    sigmoid(network_.forward(block), {}, r.row_range(first, block.rows));
  });
}

double Autoencoder::cross_entropy(ConstMatrixView images) {
  if (images.rows < 1) throw UsageError("the reconstruction of no images; give at least one row");
  std::vector<double> nats(static_cast<std::size_t>(images.rows));
  for_row_blocks(images, [&](ConstMatrixView block, Index first) {
    bernoulli_nll(network_.forward(block), {}, block, part(nats, first, block.rows));
  });
  return mean(nats);
}

}  // namespace rederive
