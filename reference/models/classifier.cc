#include "reference/models/classifier.h"

#include <algorithm>

#include "reference/core/error.h"
#include "reference/kernels/softmax_nll.h"
#include "reference/models/row_blocks.h"

namespace rederive {
namespace {

std::span<const std::uint32_t> part_of(std::span<const std::uint32_t> labels, Index first, Index count) {
  return labels.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
}

void require_labels(ConstMatrixView x, std::span<const std::uint32_t> labels) {
  if (static_cast<Index>(labels.size()) != x.rows) {
    throw ShapeError(std::to_string(labels.size()) + " labels for " + std::to_string(x.rows) + " images");
  }
}

// The place of the label's score among all, the highest being 0; of equal scores the first class comes first. NaN is
// above nothing: what diverged is not right by accident.
std::size_t place(ConstMatrixView scores, Index n, std::uint32_t label) {
  const float* row = scores.row(n);
  const auto truth = static_cast<Index>(label);
  std::size_t before = 0;
  for (Index j = 0; j < scores.cols; ++j) {
    const bool behind = j < truth ? row[truth] > row[j] : row[truth] >= row[j];
    if (j != truth && !behind) ++before;
  }
  return before;
}

std::uint32_t highest(ConstMatrixView scores, Index n) {
  const float* row = scores.row(n);
  return static_cast<std::uint32_t>(std::max_element(row, row + scores.cols) - row);
}

}  // namespace

double backpropagate(Network& network, ConstMatrixView x, std::span<const std::uint32_t> labels,
                     const std::optional<Stream>& noise) {
  require_labels(x, labels);
  Matrix gradient(x.rows, network.outputs());
  std::vector<double> losses(labels.size());
  softmax_nll(network.forward(x, noise), labels, 1.0F / static_cast<float>(x.rows), gradient, losses);
  network.backward(gradient);
  return mean(losses);
}

ClassifierScore score(Network& network, ConstMatrixView x, std::span<const std::uint32_t> labels) {
  require_labels(x, labels);
  if (x.rows < 1) throw UsageError("the score on no images; give at least one row");
  Matrix gradient(std::min(x.rows, kBlockRows), network.outputs());
  std::vector<double> losses(labels.size());
  std::vector<Index> at_place(static_cast<std::size_t>(network.outputs()));
  for_row_blocks(x, [&](ConstMatrixView block, Index first) {
    const ConstMatrixView logits = network.forward(block);
    const std::span<const std::uint32_t> truth = part_of(labels, first, block.rows);
    softmax_nll(logits, truth, 1, gradient.view().row_range(0, block.rows), part(losses, first, block.rows));
    for (Index n = 0; n < block.rows; ++n) ++at_place[place(logits, n, truth[static_cast<std::size_t>(n)])];
  });
  ClassifierScore result{.cross_entropy = mean(losses)};
  Index within = 0;
  for (const Index count : at_place) {
    within += count;
    result.right_within.push_back(static_cast<double>(within) / static_cast<double>(x.rows));
  }
  result.accuracy = result.right_within.front();
  return result;
}

std::vector<std::uint32_t> classes(Network& network, ConstMatrixView x) {
  std::vector<std::uint32_t> all;
  for_row_blocks(x, [&](ConstMatrixView block, Index) {
    const ConstMatrixView logits = network.forward(block);
    for (Index n = 0; n < logits.rows; ++n) all.push_back(highest(logits, n));
  });
  return all;
}

}  // namespace rederive
