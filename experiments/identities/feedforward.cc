#include "experiments/identities/feedforward.h"

#include <algorithm>
#include <string>

#include "reference/layers/activations.h"

namespace rederive::checking {
namespace {

Network network_of(const Feedforward& f) {
  std::vector<LayerPlan> plans;
  for (std::size_t l = 1; l < f.w.size(); ++l) {
    plans.push_back(layers::dense(f.w[l].rows()));
    if (f.activation == Activation::sigmoid) plans.push_back(layers::sigmoid());
  }
  return {f.a[0].size(), plans};
}

}  // namespace

std::vector<int> distinct_widths(const Trial& in) {
  const int depth = in.size("L", 3, 5);
  const int inputs = in.size("n0", 3, 9);
  std::vector<int> widths;
  for (int l = 0; l <= depth; ++l) widths.push_back(3 + (inputs - 3 + 5 * l) % 7);
  return widths;
}

std::vector<int> equal_widths(const Trial& in) {
  return std::vector<int>(static_cast<std::size_t>(in.size("L", 4, 6)) + 1, in.size("n", 3, 6));
}

Feedforward::Feedforward(const Trial& in, Activation kind, const std::vector<int>& widths)
    : activation(kind),
      L(static_cast<int>(widths.size()) - 1),
      w(widths.size()),
      b(widths.size()),
      z(widths.size()),
      a(widths.size()),
      c_(in.vector("c", widths.back(), 0.3)),
      y_(in.vector("y", widths.back())) {
  a[0] = in.vector("x", widths.front());
  for (std::size_t l = 1; l < widths.size(); ++l) {
    const std::string layer = std::to_string(l);
    w[l] = in.matrix("w" + layer, widths[l], widths[l - 1], 1.5 / std::sqrt(widths[l - 1]));
    b[l] = in.vector("b" + layer, widths[l]);
  }
  run();
}

void Feedforward::run() {
  for (std::size_t l = 1; l < w.size(); ++l) {
    z[l] = w[l] * a[l - 1] + b[l];
    a[l] = output(z[l]);
  }
  grad_C = complex_slopes(cost_by_a(L), a.back());
}

Feedforward Feedforward::in_float32() const {
  Feedforward f = *this;
  f.a[0] = rounded_to_float32(a[0]);
  for (std::size_t l = 1; l < w.size(); ++l) {
    f.w[l] = rounded_to_float32(w[l]);
    f.b[l] = rounded_to_float32(b[l]);
  }
  f.run();
  f.grad_C = rounded_to_float32(f.grad_C);
  return f;
}

TrainedPass::TrainedPass(const Feedforward& f)
    : layers_per_w_(f.activation == Activation::linear ? 1 : 2), network_(network_of(f)) {
  for (int l = 1; l <= f.L; ++l) {
    dense(l).weights().value = to_float32(f.w_transposed(l));
    dense(l).bias().value = to_float32(transpose(f.b[static_cast<std::size_t>(l)]));
  }
  const Matrix x = to_float32(transpose(f.a[0]));
  Matrix g = to_float32(transpose(f.grad_C));
  network_.forward(x);
  network_.backward(g);
}

// Bounds of the largest element, layer by layer; u = 2^-24. A chain of n terms and a bias errs by gamma_{n+2} of its
// magnitudes (gemm.h), the sigmoid by 4 u (sigmoid.h), its slope by 2.1 u (activation_gradients.h). An error of z
// passes a sigmoid at 1/4 of itself, one of a passes a (1 - a) at once.
PassErrors pass_errors(const Feedforward& f) {
  constexpr double kU = kUnitRoundoff32;
  const bool curved = f.activation == Activation::sigmoid;
  const double passes = curved ? 0.25 : 1;
  PassErrors worst;
  double e = 0;  // of a^l
  std::vector<double> by_layer{e};
  for (std::size_t l = 1; l < f.w.size(); ++l) {
    const double rows = infinity_norm(f.w[l]);
    const double gamma = (f.w[l].cols() + 2) * kU * 1.001;
    e = passes * (rows * e + gamma * (rows * (largest(f.a[l - 1]) + e) + largest(f.b[l]))) + (curved ? 4 * kU : 0);
    by_layer.push_back(e);
    worst.activation = std::max(worst.activation, e);
  }
  double g = largest(f.grad_C);  // the largest dC/da^l, and its error
  double g_error = 0;
  for (std::size_t l = f.w.size() - 1; l >= 1; --l) {
    const double delta = passes * g;
    const double delta_error = curved ? passes * g_error + (g + g_error) * (by_layer[l] + 2.1 * kU * passes) : g_error;
    worst.delta = std::max(worst.delta, delta_error);
    worst.weight_gradient =
        std::max(worst.weight_gradient, delta_error * largest(f.a[l - 1]) +
                                            (delta + delta_error) * (by_layer[l - 1] + 3 * kU * largest(f.a[l - 1])));
    const double columns = infinity_norm(transpose(f.w[l]));
    g_error = columns * (delta_error + (f.w[l].rows() + 2) * kU * 1.001 * (delta + delta_error));
    g = columns * delta;
  }
  return worst;
}

}  // namespace rederive::checking
