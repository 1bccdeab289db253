#include "reference/models/contrastive_divergence.h"

#include <algorithm>
#include <string>

#include "reference/kernels/sparse_gemm.h"
#include "reference/models/row_blocks.h"

namespace rederive {
namespace {

// bias_i += scale * sum_n (above_ni + sign below_ni). Sixty-four columns at a time, so that the sums stay in registers
// or at least in the first-level cache; the rows of a column are added from first to last.
void add_column_sums(ConstMatrixView above, ConstMatrixView below, float sign, float scale, std::span<float> bias) {
  constexpr Index kColumns = 64;
  for (Index first = 0; first < above.cols; first += kColumns) {
    const Index count = std::min(kColumns, above.cols - first);
    float sums[kColumns] = {};
    for (Index n = 0; n < above.rows; ++n) {
      const float* x = above.row(n) + first;
      const float* y = below.row(n) + first;
      for (Index i = 0; i < count; ++i) sums[i] += x[i] + sign * y[i];
    }
    float* out = bias.data() + first;
    for (Index i = 0; i < count; ++i) out[i] += scale * sums[i];
  }
}

void negate(MatrixView m) {
  for (Index n = 0; n < m.rows; ++n) {
    std::transform(m.row(n), m.row(n) + m.cols, m.row(n), [](float x) { return -x; });
  }
}

}  // namespace

Rbm& operator+=(Rbm& rbm, const ScaledCdGradient& step) {
  const ConstMatrixView v = step.gradient.visible;
  const ConstMatrixView h = step.gradient.hidden;
  const Index batch = v.rows / 2;
  const auto scale = static_cast<float>(step.rate / static_cast<double>(batch));
  const auto kept = static_cast<float>(1 - step.rate * step.decay);
  sparse_gemm(scale, v, Op::transpose, h, kept, rbm.weights());
  add_column_sums(v.row_range(0, batch), v.row_range(batch, batch), -1, scale, rbm.visible_bias());
  add_column_sums(h.row_range(0, batch), h.row_range(batch, batch), 1, scale, rbm.hidden_bias());
  return rbm;
}

CdGradient ContrastiveDivergence::operator()(const Rbm& rbm, ConstMatrixView v, int k, const Stream& stream) {
  if (k < 1) throw UsageError("contrastive divergence with k = " + std::to_string(k) + "; take k >= 1");
  if (v.rows < 1) throw UsageError("contrastive divergence on an empty batch; give at least one row");
  if (v.cols != rbm.visible()) {
    throw ShapeError("a batch of " + shape_text(v.rows, v.cols) + " for an RBM with " + std::to_string(rbm.visible()) +
                     " visible units");
  }
  const Index batch = v.rows;
  visible_.reshape(2 * batch, rbm.visible());
  hidden_.reshape(2 * batch, rbm.hidden());
  hidden_samples_.reshape(batch, rbm.hidden());
  probabilities_.reshape(batch, rbm.visible());
  const MatrixView chain_v = visible_.view().row_range(batch, batch);
  const MatrixView chain_h = hidden_.view().row_range(batch, batch);
  std::uint32_t half_step = 0;
  const auto next = [&] { return stream.substream(stream.sub()[0], half_step++); };

  steps_.bind(rbm);
  copy_rows(v, visible_.view().row_range(0, batch));
  steps_.sample_hidden(v, next(), hidden_.view().row_range(0, batch), hidden_samples_);
  for (int step = 1; step < k; ++step) {
    steps_.sample_visible(hidden_samples_, next(), probabilities_, chain_v);
    steps_.sample_hidden(chain_v, next(), chain_h, hidden_samples_);
  }
  steps_.sample_visible(hidden_samples_, next(), probabilities_, chain_v);
  steps_.hidden(chain_v, chain_h);
  negate(chain_h);
  return {visible_, hidden_};
}

}  // namespace rederive
