// A network whose outputs are the logits of classes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/models/network.h"

namespace rederive {

/// The mean softmax cross-entropy over the rows of x, and its gradient into the network's parameters. At least one row,
/// and one label a row, below the number of outputs: ShapeError otherwise. `noise` as Network::forward has it.
double backpropagate(Network& network, ConstMatrixView x, std::span<const std::uint32_t> labels,
                     const std::optional<Stream>& noise = std::nullopt);

struct ClassifierScore {
  double cross_entropy = 0;  // nats an image
  double accuracy = 0;       // the share of images whose label has the highest score; of equal scores the first counts,
                             // and NaN is above nothing
  std::vector<double> right_within = {};  // the share of images whose label is among the k highest, k = 1, 2, ...

  /// The share of images whose label is not among the k highest scores.
  double top_error(std::size_t k) const { return 1 - right_within.at(k - 1); }
};

/// UsageError when there are no rows, ShapeError as backpropagate.
ClassifierScore score(Network& network, ConstMatrixView x, std::span<const std::uint32_t> labels);

/// The class of each row, by the highest score; of equal ones the first.
std::vector<std::uint32_t> classes(Network& network, ConstMatrixView x);

}  // namespace rederive
