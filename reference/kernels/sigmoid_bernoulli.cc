#include "reference/kernels/sigmoid_bernoulli.h"

#include "reference/kernels/elementary.h"
#include "reference/kernels/operands.h"

namespace rederive {

void sigmoid_bernoulli(ConstMatrixView logits, std::span<const float> bias, const Stream& stream,
                       MatrixView probabilities, MatrixView samples) {
  require_length("sigmoid_bernoulli", "the bias", bias.size(), logits.cols, true);
  require_shape("sigmoid_bernoulli", "the probabilities", probabilities, logits.rows, logits.cols);
  require_shape("sigmoid_bernoulli", "the samples", samples, logits.rows, logits.cols);
  for (Index i = 0; i < logits.rows; ++i) {
    for (Index j = 0; j < logits.cols; ++j) {
      const float z = bias.empty() ? logits(i, j) : logits(i, j) + bias[static_cast<std::size_t>(j)];
      probabilities(i, j) = sigmoid_f32(z);
      samples(i, j) = bernoulli(probabilities(i, j), stream.word(static_cast<std::uint64_t>(i * logits.cols + j)));
    }
  }
}

}  // namespace rederive
