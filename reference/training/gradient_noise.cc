#include "reference/training/gradient_noise.h"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "reference/core/error.h"
#include "reference/data/minibatches.h"

namespace rederive {
namespace {

struct Products {
  double gg = 0;        // g'g
  double gG = 0;        // g'G
  double distance = 0;  // |g - G|^2
};

// Element i adds to sum i mod 8, and the eight are added in turn: a fixed order, in which two or four lanes find work
// as well as one. The product of two float32 is exact.
void add_products(const Matrix& g, const Matrix& G, Products& sums) {
  constexpr Index kSums = 8;
  std::array<double, kSums> gg{};
  std::array<double, kSums> gG{};
  std::array<double, kSums> distance{};
  const auto add = [&](Index first, Index count) {
    for (Index l = 0; l < count; ++l) {
      const auto lane = static_cast<std::size_t>(l);
      const double a = g.data()[first + l];
      const double b = G.data()[first + l];
      gg[lane] += a * a;
      gG[lane] += a * b;
      distance[lane] += (a - b) * (a - b);
    }
  };
  const Index whole = g.size() / kSums * kSums;
  for (Index i = 0; i < whole; i += kSums) add(i, kSums);
  add(whole, g.size() - whole);
  for (std::size_t l = 0; l < kSums; ++l) {
    sums.gg += gg[l];
    sums.gG += gG[l];
    sums.distance += distance[l];
  }
}

}  // namespace

GradientNoise gradient_noise(Network& network, ConstMatrixView images, std::span<const std::uint32_t> labels, int batch,
                             const Stream& order) {
  if (batch < 1 || batch >= images.rows || images.rows % batch != 0) {
    throw UsageError("the gradients of batches of " + std::to_string(batch) + " of " + std::to_string(images.rows) +
                     " images; take a smaller number that divides it");
  }
  backpropagate(network, images, labels);
  std::vector<Matrix> all;
  Products whole;
  for (const Trainable* parameter : network.parameters()) {
    all.push_back(parameter->gradient);
    add_products(all.back(), all.back(), whole);
  }
  GradientNoise noise{.length = std::sqrt(whole.gg)};
  const Minibatches batches = minibatches(images.rows, batch, order);
  const auto count = static_cast<double>(batches.size());
  Matrix x;
  std::vector<std::uint32_t> truth;
  for (const RowIndices rows : batches) {
    gather_rows(images, rows, x);
    truth.clear();
    for (const std::uint32_t row : rows) truth.push_back(labels[row]);
    backpropagate(network, x, truth);
    Products sums;
    const std::vector<Trainable*> parameters = network.parameters();
    for (std::size_t i = 0; i < all.size(); ++i) add_products(parameters[i]->gradient, all[i], sums);
    const double lengths = std::sqrt(sums.gg * whole.gg);
    noise.variance += sums.distance / count;
    noise.cosine += lengths > 0 ? sums.gG / lengths / count : 0;
    noise.against += sums.gG < 0 ? 1 / count : 0;
  }
  noise.variance *= static_cast<double>(images.rows - 1) / static_cast<double>(images.rows - batch);
  noise.relative = std::sqrt(noise.variance) / noise.length;
  return noise;
}

}  // namespace rederive
