// How far the gradient of a batch is from that of all images, and where it points.
//
//   g  the mean gradient of a batch of B,   G  that of all N      E |g - G|^2 = (N - B) / (N - 1) s^2 / B
//
// The batches are a partition of the images. They are drawn without replacement, so the spread of their gradients is
// smaller than that of independent batches, s^2 / B, by the factor in front, which is taken out here.
//
// Source: Cochran, Sampling Techniques, theorem 2.2 (simple random sampling), for each element of the gradient.
#pragma once

#include <cstdint>
#include <span>

#include "reference/core/random.h"
#include "reference/models/classifier.h"

namespace rederive {

struct GradientNoise {
  double length = 0;    // |G|
  double variance = 0;  // of independent batches: s^2 / B
  double relative = 0;  // sqrt(variance) / |G|
  double cosine = 0;    // between g and G, the mean over the batches; of a gradient that is zero, 0
  double against = 0;   // the share of batches with g'G < 0: a small step along -g raises the loss of all images
};

/// Of all parameters together, at their present values; their gradients are overwritten. The batches are those of
/// minibatches(N, batch, order). Gradients are float32; products and sums in double, in a fixed order. UsageError
/// unless batch is at least 1, below N and divides it; ShapeError as backpropagate.
GradientNoise gradient_noise(Network& network, ConstMatrixView images, std::span<const std::uint32_t> labels, int batch,
                             const Stream& order);

}  // namespace rederive
