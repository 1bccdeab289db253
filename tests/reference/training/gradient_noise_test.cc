// The spread of the gradients of a partition, and their direction.
#include "reference/training/gradient_noise.h"

#include <cmath>
#include <vector>

#include "reference/layers/activations.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix random_images(Index count, Index pixels) {
  Matrix m(count, pixels);
  const Stream stream(7, "images");
  for (Index i = 0; i < m.size(); ++i) {
    m.data()[i] = static_cast<float>(uniform_open(stream.word(static_cast<std::uint64_t>(i))));
  }
  return m;
}

std::vector<std::uint32_t> labels_of(Index count) {
  std::vector<std::uint32_t> labels;
  for (Index n = 0; n < count; ++n) labels.push_back(static_cast<std::uint32_t>(n % 3));
  return labels;
}

Network small_network() {
  Network net(5, {layers::dense(4), layers::sigmoid(), layers::dense(3)});
  net.start_uniform([](std::size_t layer) { return Stream(7, "init", {layer}); });
  return net;
}

}  // namespace

TEST_CASE("one image a batch: noise, cosine and share are those of the images' own gradients") {
  constexpr Index kCount = 12;
  const Matrix images = random_images(kCount, 5);
  const std::vector<std::uint32_t> labels = labels_of(kCount);
  Network net = small_network();
  std::vector<std::vector<double>> gradients;
  for (Index n = 0; n < kCount; ++n) {
    backpropagate(net, images.view().row_range(n, 1), std::span(labels).subspan(static_cast<std::size_t>(n), 1));
    std::vector<double>& g = gradients.emplace_back();
    for (const Trainable* parameter : net.parameters()) {
      g.insert(g.end(), parameter->gradient.data(), parameter->gradient.data() + parameter->gradient.size());
    }
  }
  std::vector<double> whole(gradients.front().size());
  for (const auto& g : gradients) {
    for (std::size_t i = 0; i < g.size(); ++i) whole[i] += g[i] / kCount;
  }
  double square = 0;
  for (const double x : whole) square += x * x;
  double distance = 0;
  double cosine = 0;
  double against = 0;
  for (const auto& g : gradients) {
    double gg = 0;
    double gG = 0;
    for (std::size_t i = 0; i < g.size(); ++i) {
      gg += g[i] * g[i];
      gG += g[i] * whole[i];
      distance += (g[i] - whole[i]) * (g[i] - whole[i]) / kCount;
    }
    cosine += gG / std::sqrt(gg * square) / kCount;
    against += gG < 0 ? 1.0 / kCount : 0;
  }
  REQUIRE(against > 0);
  REQUIRE(against < 1);
  const GradientNoise noise = gradient_noise(net, images, labels, 1, Stream(7, "order"));
  CHECK(noise.length == Approx(std::sqrt(square)).epsilon(1e-5));
  CHECK(noise.variance == Approx(distance).epsilon(1e-5));
  CHECK(noise.relative == Approx(std::sqrt(distance / square)).epsilon(1e-5));
  CHECK(noise.cosine == Approx(cosine).epsilon(1e-5));
  CHECK(noise.against == Approx(against));
}

// The mean over partitions is exact in expectation; 400 of them leave less than 3 %, which the factor (N - B) / (N -
// 1), here 6 / 11, would miss by far.
TEST_CASE("the variance of independent batches is that of one image over their number") {
  const Matrix images = random_images(12, 5);
  const std::vector<std::uint32_t> labels = labels_of(12);
  Network net = small_network();
  const double of_one = gradient_noise(net, images, labels, 1, Stream(7, "order")).variance;
  double of_six = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    of_six += gradient_noise(net, images, labels, 6, Stream(7, "order", {i})).variance / 400;
  }
  CHECK(6 * of_six == Approx(of_one).epsilon(0.1));
}

TEST_CASE("the noise of equal images is none, and all point the same way") {
  Matrix images(4, 5);
  std::fill_n(images.data(), images.size(), 0.5F);
  Network net = small_network();
  const GradientNoise noise = gradient_noise(net, images, std::vector<std::uint32_t>(4, 1), 2, Stream(7, "order"));
  CHECK(noise.relative < 1e-6);
  CHECK(noise.cosine == Approx(1));
  CHECK(noise.against == 0);
}

TEST_CASE("batches of a partition are smaller than the whole and divide it") {
  Network net = small_network();
  const Matrix images = random_images(12, 5);
  const std::vector<std::uint32_t> labels = labels_of(12);
  for (const int batch : {0, -1, 5, 12, 24}) {
    CHECK_THROWS_AS(gradient_noise(net, images, labels, batch, Stream(7, "order")), UsageError);
  }
  CHECK_THROWS_AS(gradient_noise(net, images, labels_of(11), 1, Stream(7, "order")), ShapeError);
}
