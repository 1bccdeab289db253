#include "reference/kernels/bernoulli_nll.h"

#include <array>

#include "reference/kernels/elementary.h"
#include "reference/kernels/operands.h"

namespace rederive {

void bernoulli_nll(ConstMatrixView logits, std::span<const float> bias, ConstMatrixView targets,
                   std::span<double> row_sums) {
  require_length("bernoulli_nll", "the bias", bias.size(), logits.cols, true);
  require_length("bernoulli_nll", "the row sums", row_sums.size(), logits.rows, false);
  const bool none = targets.rows == 0 && targets.cols == 0;
  if (!none) require_shape("bernoulli_nll", "the targets", targets, logits.rows, logits.cols);
  for (Index i = 0; i < logits.rows; ++i) {
    std::array<double, 16> lanes{};
    for (Index j = 0; j < logits.cols; ++j) {
      const float z = bias.empty() ? logits(i, j) : logits(i, j) + bias[static_cast<std::size_t>(j)];
      lanes[static_cast<std::size_t>(j % 16)] += nll_f32(z, none ? 0.0F : targets(i, j));
    }
    for (std::size_t half = 8; half > 0; half /= 2) {
      for (std::size_t l = 0; l < half; ++l) lanes[l] += lanes[l + half];
    }
    row_sums[static_cast<std::size_t>(i)] = lanes[0];
  }
}

}  // namespace rederive
