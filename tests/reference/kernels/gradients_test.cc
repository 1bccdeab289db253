// Every backward kernel is the gradient of its forward pass: with L(x) = sum of g f(x) for a random g, the kernel's
// dL/dx against differences of L, f taken from the oracle in double. Inputs are float32, so a moved one is rounded:
// 2^-25 of values up to 4, over steps of .01 and more, is 1e-5 of a slope of one.
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "reference/core/random.h"
#include "reference/kernels/activation_gradients.h"
#include "reference/kernels/conv2d.h"
#include "reference/kernels/pool2d.h"
#include "reference/kernels/softmax_nll.h"
#include "reference/oracles/bernoulli.h"
#include "reference/oracles/conv2d.h"
#include "reference/oracles/differences.h"
#include "reference/oracles/elementwise.h"
#include "reference/oracles/pool2d.h"
#include "reference/oracles/softmax.h"
#include "tests/catch.h"
#include "tests/reference/kernels/bits.h"

using namespace rederive;

namespace {

constexpr double kTolerance = 1e-4;
constexpr double kStep = 0.25;

using Forward = std::function<std::vector<double>(const Matrix&)>;

// "" where `gradient` is that of sum g f(x).
std::string wrong(const Forward& f, const Matrix& x, const Matrix& g, const Matrix& gradient) {
  const oracle::Function probe = [&](std::span<const double> at) {
    Matrix moved(x.rows(), x.cols());
    for (std::size_t i = 0; i < at.size(); ++i) moved.data()[i] = static_cast<float>(at[i]);
    const std::vector<double> y = f(moved);
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += static_cast<double>(g.data()[i]) * y[i];
    return sum;
  };
  return oracle::wrong_slopes(probe, std::vector<double>(x.data(), x.data() + x.size()),
                              std::vector<double>(gradient.data(), gradient.data() + gradient.size()), kTolerance,
                              kStep);
}

Forward each(double (*f)(double)) {
  return [f](const Matrix& x) {
    std::vector<double> y;
    for (Index i = 0; i < x.size(); ++i) y.push_back(f(static_cast<double>(x.data()[i])));
    return y;
  };
}

// An even number of values `gap` apart, half a gap from 0, in a mixed order: a step of less than half the gap changes
// no maximum and no sign.
Matrix apart(Index rows, Index cols, float gap) {
  Matrix m(rows, cols);
  const std::vector<std::uint32_t> order = permutation(static_cast<std::uint32_t>(m.size()), Stream(7, "places"));
  for (Index i = 0; i < m.size(); ++i) {
    m.data()[i] =
        gap * (static_cast<float>(order[static_cast<std::size_t>(i)]) - static_cast<float>(m.size()) / 2 + .5F);
  }
  return m;
}

}  // namespace

TEST_CASE("gradients: activations") {
  const Matrix x = spread(3, 12, -3, 6);
  const Matrix g = spread(3, 12, -1, 2);
  Matrix y(3, 12);
  Matrix dx(3, 12);
  for (Index i = 0; i < y.size(); ++i) y.data()[i] = static_cast<float>(oracle::sigmoid(x.data()[i]));
  sigmoid_backward(g, y, dx);
  CHECK(wrong(each(oracle::sigmoid), x, g, dx) == "");
  for (Index i = 0; i < y.size(); ++i) y.data()[i] = static_cast<float>(std::tanh(static_cast<double>(x.data()[i])));
  tanh_backward(g, y, dx);
  CHECK(wrong(each(std::tanh), x, g, dx) == "");
  const Matrix off_zero = apart(3, 12, 1);
  relu(off_zero, y);
  relu_backward(g, y, dx);
  CHECK(wrong(each(oracle::relu), off_zero, g, dx) == "");
}

TEST_CASE("gradients: softmax with its cost") {
  const Matrix x = spread(4, 6, -2, 4);
  const std::vector<std::uint32_t> labels = {0, 5, 2, 2};
  Matrix dx(4, 6);
  std::vector<double> losses(4);
  softmax_nll(x, labels, 0.25F, dx, losses);
  const Forward costs = [&](const Matrix& at) {
    std::vector<double> all;
    for (Index i = 0; i < 4; ++i)
      all.push_back(-oracle::log_softmax(at.row(i), 6)[labels[static_cast<std::size_t>(i)]]);
    return all;
  };
  Matrix quarter(1, 4);
  std::fill_n(quarter.data(), 4, 0.25F);
  CHECK(wrong(costs, x, quarter, dx) == "");
}

TEST_CASE("gradients: convolution by its data, its weights and its bias, with strides") {
  for (const Index stride : {1, 2}) {
    const Conv2dShape s{
        .height = 6, .width = 7, .channels = 2, .kernel_height = 3, .kernel_width = 2, .filters = 3, .stride = stride};
    const oracle::Conv2d shape{s.height, s.width, s.channels, s.kernel_height, s.kernel_width, s.filters, s.stride};
    const Matrix x = spread(2, s.image(), -1, 2);
    const Matrix w = spread(s.weight_rows(), s.filters, -1, 2);
    const Matrix bias = spread(1, s.filters, -1, 2);
    const Matrix g = spread(2, s.output(), -1, 2);
    INFO("stride " << stride);
    Matrix dx(2, s.image());
    conv2d_to_data(s, g, w, dx);
    CHECK(wrong([&](const Matrix& at) { return oracle::conv2d_forward(shape, at, w, bias.data()).value; }, x, g, dx) ==
          "");
    Matrix dw(w.rows(), w.cols());
    std::vector<float> dbias(static_cast<std::size_t>(s.filters));
    conv2d_to_weights(s, x, g, dw, dbias);
    CHECK(wrong([&](const Matrix& at) { return oracle::conv2d_forward(shape, x, at, bias.data()).value; }, w, g, dw) ==
          "");
    Matrix by_bias(1, s.filters);
    std::copy(dbias.begin(), dbias.end(), by_bias.data());
    CHECK(wrong([&](const Matrix& at) { return oracle::conv2d_forward(shape, x, w, at.data()).value; }, bias, g,
                by_bias) == "");
  }
}

TEST_CASE("gradients: pooling, disjoint and overlapping") {
  for (const Index window : {2, 3}) {
    const Pool2dShape s{.height = 7, .width = 6, .channels = 2, .window = window, .stride = 2};
    const oracle::Pool2d shape{s.height, s.width, s.channels, s.window, s.stride};
    const Matrix g = spread(2, s.output(), -1, 2);
    Matrix y(2, s.output());
    Matrix dx(2, s.image());
    INFO("window " << window);

    const Matrix distinct = apart(2, s.image(), 1);
    std::vector<std::uint8_t> places(static_cast<std::size_t>(y.size()));
    pool2d_max(s, distinct, y, {places.data(), 2, s.output(), s.output()});
    pool2d_max_backward(s, g, {places.data(), 2, s.output(), s.output()}, dx);
    CHECK(wrong([&](const Matrix& at) { return oracle::pool2d_max(shape, at).value; }, distinct, g, dx) == "");

    const Matrix x = spread(2, s.image(), 1, 2);  // off 0, where |x|^p has its kink
    pool2d_average_backward(s, g, dx);
    CHECK(wrong([&](const Matrix& at) { return oracle::pool2d_average(shape, at).value; }, x, g, dx) == "");
    for (const float p : {1.0F, 2.0F, 3.5F}) {
      INFO("p " << p);
      pool2d_lp(s, p, x, y);
      pool2d_lp_backward(s, p, x, y, g, dx);
      CHECK(wrong([&](const Matrix& at) { return oracle::pool2d_lp(shape, static_cast<double>(p), at).value; }, x, g,
                  dx) == "");
    }
  }
}
