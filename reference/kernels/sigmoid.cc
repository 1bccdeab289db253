#include "reference/kernels/sigmoid.h"

#include "reference/kernels/elementary.h"
#include "reference/kernels/operands.h"

namespace rederive {

void sigmoid(ConstMatrixView logits, std::span<const float> bias, MatrixView probabilities) {
  require_length("sigmoid", "the bias", bias.size(), logits.cols, true);
  require_shape("sigmoid", "the probabilities", probabilities, logits.rows, logits.cols);
  for (Index i = 0; i < logits.rows; ++i) {
    for (Index j = 0; j < logits.cols; ++j) {
      const float z = bias.empty() ? logits(i, j) : logits(i, j) + bias[static_cast<std::size_t>(j)];
      probabilities(i, j) = sigmoid_f32(z);
    }
  }
}

}  // namespace rederive
