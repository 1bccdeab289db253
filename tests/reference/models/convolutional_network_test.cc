// Networks of images: gradients against differences of the network's own loss, the same bits for any number of threads,
// shapes and parameter counts of the networks that the documents name.
#include <cmath>

#include "reference/core/bits.h"
#include "reference/layers/activations.h"
#include "reference/layers/convolution.h"
#include "reference/layers/pooling.h"
#include "reference/models/classifier.h"
#include "reference/optimise/optimiser.h"
#include "tests/catch.h"

using namespace rederive;

namespace {

Matrix random_matrix(Index rows, Index cols, std::uint64_t seed) {
  Matrix m(rows, cols);
  Draws draws(Stream(seed, "test"));
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(draws.uniform(-1, 1));
  return m;
}

void start(Network& net) {
  std::uint64_t number = 0;
  for (Trainable* parameter : net.parameters()) {
    parameter->value = random_matrix(parameter->value.rows(), parameter->value.cols(), 100 + number++);
    for (Index i = 0; i < parameter->value.size(); ++i) parameter->value.data()[i] *= 0.5F;
  }
}

const std::vector<std::uint32_t> kLabels = {0, 2, 1, 1, 0, 2, 2, 0, 1, 2, 0};  // two pieces, the second one short

// The largest difference between the gradient and slopes of the loss, as a share of the largest slope. The loss is
// float32 inside, so a slope over +-h is off by some 1e-7 / h, and by h^2 where the loss bends.
double gradient_error(Network& net, const Matrix& x, const std::optional<Stream>& noise) {
  constexpr float kStep = 4e-3F;
  backpropagate(net, x, kLabels, noise);
  std::vector<Matrix> gradients;
  for (const Trainable* parameter : net.parameters()) gradients.push_back(parameter->gradient);
  double error = 0;
  double largest = 0;
  for (std::size_t p = 0; p < gradients.size(); ++p) {
    Matrix& value = net.parameters()[p]->value;
    for (Index i = 0; i < value.size(); ++i) {
      const float before = value.data()[i];
      value.data()[i] = before + kStep;
      const double above = backpropagate(net, x, kLabels, noise);
      value.data()[i] = before - kStep;
      const double below = backpropagate(net, x, kLabels, noise);
      value.data()[i] = before;
      const double slope = (above - below) / (2 * static_cast<double>(kStep));
      largest = std::max(largest, std::abs(slope));
      error = std::max(error, std::abs(slope - static_cast<double>(gradients[p].data()[i])));
    }
  }
  return error / largest;
}

}  // namespace

TEST_CASE("the gradient of a convolutional network is that of its loss, with every kind of layer") {
  using namespace layers;
  const Matrix x = random_matrix(11, 7 * 7 * 2, 1);
  const std::vector<std::pair<std::string, std::vector<LayerPlan>>> nets = {
      {"average", {convolution(3, 4), sigmoid(), average_pooling(2), dense(3)}},
      {"L2", {convolution(2, 3), lp_pooling(2, 2), dense(3)}},
      {"L3, overlapping", {convolution(3, 3), lp_pooling(3, 3, 2), dense(3)}},
      {"stride", {convolution(3, 4, 2), sigmoid(), dense(3)}},
      {"two convolutions", {convolution(3, 3), sigmoid(), convolution(2, 4), average_pooling(2), dense(3)}},
      {"pooling first", {average_pooling(2), convolution(2, 3), dense(3)}},
      {"after a dense layer", {dense(8), sigmoid(), dense(3)}}};
  for (const auto& [name, plans] : nets) {
    Network net({7, 7, 2}, plans);
    start(net);
    INFO(name);
    CHECK(gradient_error(net, x, std::nullopt) < 2e-3);
  }
}

TEST_CASE("and with kinks, where few parameters cross one") {
  using namespace layers;
  const Matrix x = random_matrix(11, 7 * 7 * 2, 1);
  Network net({7, 7, 2},
              {convolution(3, 4), relu(), max_pooling(2), dropout(0.25), dense(6), relu(), dropout(0.5), dense(3)});
  start(net);
  CHECK(gradient_error(net, x, Stream(9, "noise")) < 0.02);
}

TEST_CASE("dropout: another mask for another update, none without noise, the mean kept") {
  using namespace layers;
  Network net(2000, {dropout(0.2)});
  Matrix ones(3, 2000);
  std::fill_n(ones.data(), ones.size(), 1.0F);
  const auto digest = [&](const std::optional<Stream>& noise) { return bits_digest(net.forward(ones, noise)); };
  const Stream noise(1, "noise");
  CHECK(digest(noise.substream(0)) == digest(noise.substream(0)));
  CHECK(digest(noise.substream(0)) != digest(noise.substream(1)));
  CHECK(digest(std::nullopt) == bits_digest(ones.view()));
  const ConstMatrixView y = net.forward(ones, noise);
  double sum = 0;
  for (Index i = 0; i < y.size(); ++i) sum += static_cast<double>(y.data[i]);
  // 6000 elements of variance .25: five standard errors are .032.
  CHECK(std::abs(sum / 6000 - 1) < 0.033);
}

TEST_CASE("the same bits for any number of threads, through several updates") {
  using namespace layers;
  const Matrix x = random_matrix(11, 12 * 12, 3);
  std::string first;
  for (const int threads : {0, 1, 2, 3, 8}) {
    Network net({12, 12, 1}, {convolution(3, 8), relu(), convolution(3, 16), relu(), max_pooling(2), dropout(0.25),
                              dense(200), relu(), dropout(0.5), dense(3)});
    start(net);
    std::optional<Team> team;
    if (threads > 0) net.share_with(&team.emplace(threads));
    Optimiser optimiser(net.parameters(), AdadeltaRule{.rho = 0.9F});
    for (std::uint32_t update = 0; update < 3; ++update) {
      backpropagate(net, x, kLabels, Stream(1, "noise").substream(update));
      optimiser.step(team ? &*team : nullptr);
    }
    std::string digest;
    for (const Trainable* parameter : net.parameters()) digest += bits_digest(parameter->value.view());
    for (const Matrix& state : optimiser.state()) digest += bits_digest(state.view());
    if (first.empty()) first = digest;
    INFO(threads);
    CHECK(digest == first);
  }
}

TEST_CASE("a batch in pieces is the batch: each row's outputs are those of the row alone") {
  using namespace layers;
  Network net({9, 9, 1}, {convolution(3, 4), relu(), max_pooling(2), dense(3)});
  start(net);
  const Matrix x = random_matrix(19, 81, 4);
  Matrix together(19, 3);
  const ConstMatrixView all = net.forward(x);
  for (Index n = 0; n < 19; ++n) std::copy_n(all.row(n), 3, together.row(n));
  for (const Index n : {0, 7, 8, 18}) {
    const ConstMatrixView alone = net.forward(x.view().row_range(n, 1));
    CHECK(std::equal(alone.row(0), alone.row(0) + 3, together.row(n)));
  }
}

TEST_CASE("the documents' networks: shapes and numbers of parameters") {
  using namespace layers;
  CHECK(Network({28, 28, 1}, {dense(10)}).parameter_count() == 7850);
  CHECK(Network(784, {dense(200), sigmoid(), dense(10)}).parameter_count() == 159010);
  CHECK(
      Network(784, {dense(512), relu(), dropout(0.2), dense(512), relu(), dropout(0.2), dense(10)}).parameter_count() ==
      669706);
  Network convnet({28, 28, 1}, {convolution(3, 32), relu(), convolution(3, 64), relu(), max_pooling(2), dropout(0.25),
                                dense(128), relu(), dropout(0.5), dense(10)});
  CHECK(convnet.parameter_count() == 1199882);
  CHECK(convnet.layer(4).outputs() == Volume(12, 12, 64));
  CHECK(convnet.layer(4).outputs().size() == 9216);
  CHECK(convnet.text() ==
        "convolution 28 x 28 x 1 -> 26 x 26 x 32, 3 x 3\nrelu\nconvolution 26 x 26 x 32 -> 24 x 24 x 64, 3 x 3\nrelu\n"
        "max pooling 2 x 2\ndropout 0.25\ndense 9216 -> 128\nrelu\ndropout 0.50\ndense 128 -> 10\n");
}

TEST_CASE("a pass backwards needs one forward") {
  using namespace layers;
  Network net({5, 5, 1}, {convolution(3, 4), dense(3)});
  Matrix none(0, 3);
  CHECK_THROWS_AS(net.backward(none), ShapeError);
}

TEST_CASE("layers that do not fit are refused when the network is built") {
  using namespace layers;
  CHECK_THROWS_AS(Network({5, 5, 1}, {convolution(6, 4)}), ShapeError);
  CHECK_THROWS_AS(Network({5, 5, 1}, {convolution(3, 0)}), ShapeError);
  CHECK_THROWS_AS(Network({5, 5, 1}, {convolution(3, 4, 0)}), ShapeError);
  CHECK_THROWS_AS(Network({5, 5, 1}, {max_pooling(6)}), ShapeError);
  CHECK_THROWS_AS(Network({5, 5, 1}, {average_pooling(0)}), ShapeError);
  CHECK_THROWS_AS(Network(25, {convolution(3, 4)}), ShapeError);
  CHECK_THROWS_AS(Network({5, 5, 1}, {dropout(1)}), ShapeError);
  CHECK_THROWS_AS(lp_pooling(0.5, 2), UsageError);
}
