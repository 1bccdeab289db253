#include "reference/models/gibbs_chains.h"

#include <algorithm>
#include <string>
#include <vector>

namespace rederive {

GibbsChains::GibbsChains(ConstMatrixView v, const Stream& stream)
    : stream_(stream), visible_(v.rows, v.cols), visible_probabilities_(v.rows, v.cols) {
  if (v.rows < 1) throw UsageError("no Gibbs chains; start at least one");
  for (Index n = 0; n < v.rows; ++n) std::copy_n(v.row(n), v.cols, visible_.row(n));
  visible_probabilities_ = visible_;
}

GibbsChains GibbsChains::from_coins(Index chains, Index visible, const Stream& stream) {
  Matrix v(chains, visible);
  std::vector<std::uint32_t> words(static_cast<std::size_t>(v.size()));
  stream.substream(stream.sub()[0], 0).fill(0, words);
  std::transform(words.begin(), words.end(), v.data(), [](std::uint32_t word) { return bernoulli(0.5F, word); });
  return {v, stream};
}

void GibbsChains::step(const Rbm& rbm, int count) {
  if (visible_.cols() != rbm.visible()) {
    throw ShapeError("Gibbs chains of " + shape_text(visible_.rows(), visible_.cols()) + " for an RBM with " +
                     std::to_string(rbm.visible()) + " visible units");
  }
  hidden_.reshape(visible_.rows(), rbm.hidden());
  hidden_probabilities_.reshape(visible_.rows(), rbm.hidden());
  steps_.bind(rbm);
  const auto next = [&] { return stream_.substream(stream_.sub()[0], ++half_step_); };
  for (int s = 0; s < count; ++s) {
    steps_.sample_hidden(visible_, next(), hidden_probabilities_, hidden_);
    steps_.sample_visible(hidden_, next(), visible_probabilities_, visible_);
  }
}

}  // namespace rederive
