#include "reference/models/feature_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "reference/core/error.h"
#include "reference/core/random.h"
#include "reference/models/moved_images.h"
#include "reference/models/row_blocks.h"

namespace rederive {
namespace {

void require_maps(ConstMatrixView maps, const Volume& volume) {
  if (maps.rows >= 1 && maps.cols == volume.size()) return;
  throw ShapeError("maps of " + volume.text() + ": " + shape_text(maps.rows, maps.cols) + ", expected rows of " +
                   std::to_string(volume.size()) + " numbers");
}

// As ClassifierScore has it: of equal scores the first class counts, and NaN is above nothing.
double share_right(ConstMatrixView scores, std::span<const std::uint32_t> labels) {
  Index right = 0;
  for (Index n = 0; n < scores.rows; ++n) {
    const auto truth = static_cast<Index>(labels[static_cast<std::size_t>(n)]);
    const float* row = scores.row(n);
    bool first = true;
    for (Index j = 0; j < scores.cols; ++j) first &= j < truth ? row[truth] > row[j] : row[truth] >= row[j];
    right += first ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(scores.rows);
}

}  // namespace

double relative_change(ConstMatrixView a, ConstMatrixView b) {
  if (a.rows != b.rows || a.cols != b.cols) {
    throw ShapeError("the change from " + shape_text(a.rows, a.cols) + " to " + shape_text(b.rows, b.cols));
  }
  double change = 0;
  double norms = 0;
  for (Index n = 0; n < a.rows; ++n) {
    double difference = 0;
    double square = 0;
    for (Index i = 0; i < a.cols; ++i) {
      const double d = static_cast<double>(b(n, i)) - a(n, i);
      difference += d * d;
      square += static_cast<double>(a(n, i)) * a(n, i);
    }
    change += std::sqrt(difference);
    norms += std::sqrt(square);
  }
  return change / norms;
}

ShiftTolerance shift_tolerance(Network& network, ConstMatrixView images, std::span<const std::uint32_t> labels,
                               Index height, Index width, Index by, std::span<const std::size_t> layers) {
  const auto classes = static_cast<std::uint32_t>(network.outputs());
  if (std::ssize(labels) != images.rows ||
      std::any_of(labels.begin(), labels.end(), [&](std::uint32_t label) { return label >= classes; })) {
    throw ShapeError(std::to_string(labels.size()) + " labels for " + std::to_string(images.rows) + " images of " +
                     std::to_string(classes) + " classes");
  }
  const auto activations = [&] {
    std::vector<Matrix> all;
    for (const std::size_t layer : layers) {
      const ConstMatrixView seen = network.activation(layer);
      copy_rows(seen, all.emplace_back(seen.rows, seen.cols));
    }
    return all;
  };
  network.forward(images);
  const std::vector<Matrix> still = activations();
  constexpr std::array<std::array<Index, 2>, 4> kDirections = {{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};
  constexpr double kShare = 1.0 / kDirections.size();
  ShiftTolerance result{.change = std::vector<double>(layers.size()), .accuracy = 0};
  for (const auto& [down, right] : kDirections) {
    const Matrix there = moved(images, height, width, by * down, by * right);
    result.accuracy += kShare * share_right(network.forward(there), labels);
    const std::vector<Matrix> then = activations();
    for (std::size_t i = 0; i < layers.size(); ++i) result.change[i] += kShare * relative_change(still[i], then[i]);
  }
  return result;
}

double location_share(ConstMatrixView maps, const Volume& volume, Index margin) {
  require_maps(maps, volume);
  if (margin < 0 || 2 * margin >= std::min(volume.height, volume.width)) {
    throw ShapeError("no location is left of " + volume.text() + " without a margin of " + std::to_string(margin));
  }
  double between = 0;
  double total = 0;
  for (Index c = 0; c < volume.channels; ++c) {
    // By location: the sum, and the sum of squares over all of them.
    std::vector<double> sums;
    double squares = 0;
    for (Index y = margin; y < volume.height - margin; ++y) {
      for (Index x = margin; x < volume.width - margin; ++x) {
        double& sum = sums.emplace_back(0);
        for (Index n = 0; n < maps.rows; ++n) {
          const double value = maps(n, (y * volume.width + x) * volume.channels + c);
          sum += value;
          squares += value * value;
        }
      }
    }
    const auto images = static_cast<double>(maps.rows);
    const auto locations = static_cast<double>(sums.size());
    double mean = 0;
    for (const double sum : sums) mean += sum / images / locations;
    for (const double sum : sums) between += (sum / images - mean) * (sum / images - mean);
    total += squares / images - locations * mean * mean;
  }
  return between / total;
}

Matrix with_shuffled_locations(ConstMatrixView maps, const Volume& volume, const Stream& stream) {
  require_maps(maps, volume);
  const Index locations = volume.height * volume.width;
  Matrix result(maps.rows, maps.cols);
  for (Index n = 0; n < maps.rows; ++n) {
    const std::vector<std::uint32_t> order =
        permutation(static_cast<std::uint32_t>(locations), stream.substream(static_cast<std::uint32_t>(n)));
    for (Index l = 0; l < locations; ++l) {
      std::copy_n(maps.row(n) + order[static_cast<std::size_t>(l)] * volume.channels, volume.channels,
                  result.row(n) + l * volume.channels);
    }
  }
  return result;
}

Index multiply_adds(const Network& network) {
  Index sum = 0;
  for (std::size_t i = 0; i < network.depth(); ++i) {
    Layer& layer = network.layer(i);
    const std::vector<Trainable*> parameters = layer.parameters();
    if (!parameters.empty()) sum += parameters.front()->value.rows() * layer.outputs().size();
  }
  return sum;
}

}  // namespace rederive
