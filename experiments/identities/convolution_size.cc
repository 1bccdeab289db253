// How many values a convolution gives, and what pooling makes of their number.
//
//   an image of N x N and a kernel of m x m meet completely at (N - m + 1)^2 places
//
// The places are counted; that their values are those of a convolution is what the code is held to: a correlation with
// the kernel turned by half a turn, and adjoint to its own gradients, <x * w, g> = <x, to_data(g)> = <w,
// to_weights(g)>. Source: document 000, sections 4.3 and 5.1
#include "experiments/checking/identities.h"
#include "experiments/identities/convolution.h"
#include "reference/kernels/chain_bound.h"
#include "reference/kernels/conv2d.h"
#include "reference/models/network.h"

namespace rederive::checking::convolution {
namespace {

struct Sizes {
  explicit Sizes(const Trial& in)
      : pixels(in.size("N", 5, 9)), m(in.size("m", 2, 4)), filters(in.size("filters", 2, 7)) {}

  // Placements of the kernel on the image.
  int places() const { return complete_convolution(Matrix64(pixels, pixels), Matrix64(m, m)).size(); }
  int side() const { return pixels - m + 1; }
  Conv2dShape shape() const {
    return {
        .height = pixels, .width = pixels, .channels = 1, .kernel_height = m, .kernel_width = m, .filters = filters};
  }

  int pixels, m, filters;
};

template <class F>
auto sizes(const F& statement) {
  return [statement](const Trial& in) { return statement(Sizes(in)); };
}

// What is left of the features of a convolution behind pooling, counted.
int pooled_features(const Sizes& s, int window, int stride) {
  const auto side = static_cast<int>(pooling::starts(s.side(), window, stride).size());
  return s.filters * side * side;
}

Comparison left_by_pooling(const Trial& in, bool overlapping) {
  const Sizes s(in);
  const int window = in.size("window", 2, std::min(4, s.side()));
  return holds(pooled_features(s, window, overlapping ? 1 : window) * window * window <= s.filters * s.places());
}

// The layer that learns from the features: its weights, without the biases.
Comparison weights_behind(const Trial& in) {
  const Sizes s(in);
  const int window = in.size("window", 2, std::min(4, s.side()));
  const auto weights = [](int features) { return Network(features, {layers::dense(10)}).parameter_count() - 10; };
  return holds(weights(pooled_features(s, window, window)) * window * window <= weights(s.filters * s.places()));
}

// The kernels of the training code on one image and one filter.
struct ByKernels {
  ByKernels(const Matrix64& image, const Matrix64& filter)
      : x(to_float32(reshaped(image, 1, image.size()))), w(to_float32(reshaped(filter, filter.size(), 1))) {
    shape = {.height = image.rows(),
             .width = image.cols(),
             .channels = 1,
             .kernel_height = filter.rows(),
             .kernel_width = filter.cols(),
             .filters = 1};
  }

  Matrix64 forward() const {
    Matrix y(1, shape.output());
    conv2d_forward(shape, x, w, {}, y);
    return reshaped(to_double(y), static_cast<int>(shape.out_height()), static_cast<int>(shape.out_width()));
  }
  // <x, to_data(g)>, <w, to_weights(g)>
  Matrix64 adjoints(const Matrix64& gradient) const {
    const Matrix g = to_float32(reshaped(gradient, 1, gradient.size()));
    Matrix dx(1, shape.image());
    Matrix dw(shape.weight_rows(), 1);
    conv2d_to_data(shape, g, w, dx);
    conv2d_to_weights(shape, x, g, dw, {});
    return column<double>({dot(to_double(x), to_double(dx)), dot(to_double(w), to_double(dw))});
  }

  Conv2dShape shape;
  Matrix x, w;
};

// Any real image: the values of the definition, within the header's bound.
Comparison values_by_kernel(const Trial& in) {
  const Sizes s(in);
  const Matrix64 image = rounded_to_float32(in.matrix("image", s.pixels, s.pixels, in.scale()));
  const Matrix64 filter = rounded_to_float32(in.matrix("filter", s.m, s.m));
  const Matrix64 magnitude = correlation(magnitudes(image), magnitudes(filter));
  return within(ByKernels(image, filter).forward(), complete_convolution(image, flipped(filter)),
                chain_bound(s.m * s.m + 1, largest(magnitude)));
}

// 5 x 5 and 3 x 3 of small whole numbers, with which float32 makes no error at all.
Matrix64 whole_numbers(const Trial& in, std::string_view name, int n) {
  Draws draws = in.draws(name);
  Matrix64 result(n, n);
  for (int i = 0; i < result.size(); ++i) result[i] = static_cast<double>(draws.below(10)) - 3;
  return result;
}

Comparison example_by_kernel(const Trial& in) {
  const Matrix64 image = whole_numbers(in, "image", 5);
  const Matrix64 filter = whole_numbers(in, "filter", 3);
  const Matrix64 g = whole_numbers(in, "g", 3);
  const Matrix64 truth = complete_convolution(image, flipped(filter));
  const ByKernels code(image, filter);
  const Matrix64 adjoints = code.adjoints(g);
  std::vector<double> stated = code.forward().values();
  std::vector<double> expected = truth.values();
  stated.insert(stated.end(), {adjoints[0], adjoints[1]});
  expected.insert(expected.end(), {dot(truth, g), dot(truth, g)});
  return within(column(stated), column(expected), 0);
}

Comparison example_has(std::string_view figure) {
  return printed(figure, complete_convolution(Matrix64(5, 5), Matrix64(3, 3)).size());
}

const RegisteredIdentities identities{{
    .title = "Convolution: numbers of values and features",
    .source = "000 §4.3, §5.1",
    .claims = {{.id = "000.S4.3.feature-count",
                .printed = {"features = filters (N - m + 1)^2", sizes([](const Sizes& s) {
                              return equal(s.filters * s.side() * s.side(), s.filters * s.places());
                            })},
                .wrong = {"filters (N - m)^2", sizes([](const Sizes& s) {
                            return equal(s.filters * (s.side() - 1) * (s.side() - 1), s.filters * s.places());
                          })},
                .code = {"kernels/conv2d.h Conv2dShape", sizes([](const Sizes& s) {
                           return equal(static_cast<double>(s.shape().output()), s.filters * s.places());
                         })}},
               // Tractable: what is to be learnt behind the features grows with their number, which pooling divides.
               {.id = "000.S4.3.tractable",
                .printed = {"pooling with p x p windows leaves at most 1/p^2 of the features",
                            [](const Trial& in) { return left_by_pooling(in, false); }},
                .wrong = {"so it does with stride 1", [](const Trial& in) { return left_by_pooling(in, true); }},
                .code = {"layers/dense.h, the weights behind the features", weights_behind}},
               {.id = "000.S5.1.general",
                .printed = {"values = (N - m + 1)^2",
                            sizes([](const Sizes& s) { return equal(s.side() * s.side(), s.places()); })},
                .wrong = {"(N + m - 1)^2, places where kernel and image touch", sizes([](const Sizes& s) {
                            return equal((s.pixels + s.m - 1) * (s.pixels + s.m - 1), s.places());
                          })},
                .code = {"kernels/conv2d.h conv2d_forward", values_by_kernel}},
               {.id = "000.S5.1.nine",
                .printed = {"N = 5, m = 3: 9 values", [](const Trial&) { return example_has("9"); }},
                .wrong = {"25, as many as pixels", [](const Trial&) { return example_has("25"); }},
                .code = {"kernels/conv2d.h conv2d_forward, conv2d_to_data, conv2d_to_weights", example_by_kernel}}},
}};

}  // namespace
}  // namespace rederive::checking::convolution
