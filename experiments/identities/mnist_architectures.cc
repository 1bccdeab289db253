// Three classifiers of 28 x 28 digits: the sizes of their layers and the number of their parameters.
//
//   softmax regression   784 -> 10                                                               7 850 parameters
//   MLP                  784 -> 512 -> 512 -> 10, ReLU                                         669 706
//   ConvNet              3 x 3 x 32 -> ReLU -> 3 x 3 x 64 -> ReLU -> maximum of 2 x 2          1 199 882
//                        -> 9216 -> 128 -> 10; no padding, stride 1
//
// Activations, softmax and dropout have no parameters. Weights and biases are laid out and counted, layer by layer;
// places of a window are counted one by one. Source: document 001, question 4 (sizes of layers; the numbers of
// parameters are ours)
#include "experiments/checking/identities.h"
#include "experiments/identities/pooling.h"
#include "reference/kernels/conv2d.h"
#include "reference/kernels/pool2d.h"
#include "reference/models/network.h"

namespace rederive::checking {
namespace {

constexpr int kSide = 28;
constexpr Index kPixels = Index{kSide} * kSide;

// Values between layers, and the parameters so far.
struct Units {
  Matrix64 values;
  int parameters = 0;
  int biases = 0;

  double size() const { return values.rows(); }
};

Units dense(const Units& x, int outputs) {
  const Matrix64 W(outputs, x.values.rows());
  const Matrix64 b(outputs, 1);
  return {W * x.values + b, x.parameters + W.size() + b.size(), x.biases + b.size()};
}

// Square maps.
struct Maps {
  int side = kSide;
  int channels = 1;
  int parameters = 0;
};

int places(int side, int window, int stride) { return static_cast<int>(pooling::starts(side, window, stride).size()); }

Maps convolved(const Maps& x, int filters, int padding = 0) {
  const Matrix64 weights(3 * 3 * x.channels, filters);
  return {places(x.side + 2 * padding, 3, 1), filters, x.parameters + weights.size() + filters};
}
Maps pooled(const Maps& x) { return {places(x.side, 2, 2), x.channels, x.parameters}; }
Units flattened(const Maps& x) { return {Matrix64(x.side * x.side * x.channels, 1), x.parameters, 0}; }

// Height, width and channels behind each convolution and the pooling.
Matrix64 conv_shapes(int padding) {
  const Maps first = convolved({}, 32, padding);
  const Maps second = convolved(first, 64, padding);
  Matrix64 shapes(3, 3);
  const Maps all[] = {first, second, pooled(second)};
  for (int i = 0; i < 3; ++i) {
    shapes(i, 0) = shapes(i, 1) = all[i].side;
    shapes(i, 2) = all[i].channels;
  }
  return shapes;
}

// Behind the flattening, the hidden layer and the output; and all parameters.
Matrix64 conv_sizes(bool pooling) {
  const Maps maps = convolved(convolved({}, 32), 64);
  const Units flat = flattened(pooling ? pooled(maps) : maps);
  const Units hidden = dense(flat, 128);
  const Units out = dense(hidden, 10);
  return {{flat.size(), hidden.size(), out.size(), 1.0 * out.parameters}};
}

Conv2dShape conv_layer(Index side, Index channels, Index filters) {
  return {
      .height = side, .width = side, .channels = channels, .kernel_height = 3, .kernel_width = 3, .filters = filters};
}
Pool2dShape pool_layer(const Conv2dShape& before) {
  return {
      .height = before.out_height(), .width = before.out_width(), .channels = before.filters, .window = 2, .stride = 2};
}
double parameters(const Conv2dShape& s) { return static_cast<double>((s.weight_rows() + 1) * s.filters); }
double parameters(Network network) { return static_cast<double>(network.parameter_count()); }

const RegisteredIdentities identities{{
    .title = "The digit classifiers: shapes and numbers of parameters",
    .source = "001 Q4",
    .claims =
        {{.id = "001.Q4.softmax-arch",
          .printed = {"28 x 28 -> 784 -> 10; 7850 parameters",
                      [](const Trial&) {
                        const Units pixels = flattened({});
                        const Units out = dense(pixels, 10);
                        return printed("784 10 7850", {{pixels.size(), out.size(), 1.0 * out.parameters}});
                      }},
          .wrong = {"7850 parameters without biases",
                    [](const Trial&) {
                      const Units out = dense(flattened({}), 10);
                      return printed("7850", out.parameters - out.biases);
                    }},
          .code = {"models/network.h Network",
                   [](const Trial&) { return printed("7850", parameters(Network(kPixels, {layers::dense(10)}))); }}},
         {.id = "001.Q4.mlp-arch",
          .printed = {"784 -> 512 -> 512 -> 10; 669706 parameters",
                      [](const Trial&) {
                        const Units pixels = flattened({});
                        const Units first = dense(pixels, 512);
                        const Units second = dense(first, 512);
                        const Units out = dense(second, 10);
                        return printed("784 512 512 10 669706", {{pixels.size(), first.size(), second.size(),
                                                                  out.size(), 1.0 * out.parameters}});
                      }},
          .wrong = {"669706 parameters with one hidden layer",
                    [](const Trial&) { return printed("669706", dense(dense(flattened({}), 512), 10).parameters); }},
          .code = {"models/network.h Network",
                   [](const Trial&) {
                     return printed(
                         "669706",
                         parameters(Network(kPixels, {layers::dense(512), layers::dense(512), layers::dense(10)})));
                   }}},
         {.id = "001.Q4.conv-shapes",
          .printed = {"26 x 26 x 32, 24 x 24 x 64, 12 x 12 x 64",
                      [](const Trial&) { return printed("26 26 32; 24 24 64; 12 12 64", conv_shapes(0)); }},
          .wrong = {"with padding 1",
                    [](const Trial&) { return printed("26 26 32; 24 24 64; 12 12 64", conv_shapes(1)); }},
          .code = {"kernels/conv2d.h Conv2dShape, kernels/pool2d.h Pool2dShape",
                   [](const Trial&) {
                     const Conv2dShape first = conv_layer(kSide, 1, 32);
                     const Conv2dShape second = conv_layer(first.out_height(), 32, 64);
                     const Pool2dShape pool = pool_layer(second);
                     const auto row = [](Index height, Index width, Index channels) {
                       return std::vector<Index>{height, width, channels};
                     };
                     Matrix64 shapes(3, 3);
                     int next = 0;
                     for (const auto& shape : {row(first.out_height(), first.out_width(), first.filters),
                                               row(second.out_height(), second.out_width(), second.filters),
                                               row(pool.out_height(), pool.out_width(), pool.channels)}) {
                       for (const Index size : shape) shapes[next++] = static_cast<double>(size);
                     }
                     return printed("26 26 32; 24 24 64; 12 12 64", shapes);
                   }}},
         {.id = "001.Q4.conv-9216",
          .printed = {"12 x 12 x 64 = 9216 -> 128 -> 10; 1199882 parameters",
                      [](const Trial&) { return printed("9216 128 10 1199882", conv_sizes(true)); }},
          .wrong = {"without pooling", [](const Trial&) { return printed("9216 128 10 1199882", conv_sizes(false)); }},
          .code = {"kernels/conv2d.h, kernels/pool2d.h, models/network.h",
                   [](const Trial&) {
                     const Conv2dShape first = conv_layer(kSide, 1, 32);
                     const Conv2dShape second = conv_layer(first.out_height(), 32, 64);
                     const Index flat = pool_layer(second).output();
                     const double dense_part = parameters(Network(flat, {layers::dense(128), layers::dense(10)}));
                     return printed("9216 1199882",
                                    {{static_cast<double>(flat), parameters(first) + parameters(second) + dense_part}});
                   }}}},
}};

}  // namespace
}  // namespace rederive::checking
