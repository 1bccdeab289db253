// Affine layers one after the other, in double and as the network of dense layers that trains in float32.
//
//   a_0 = x,  a_i = W_i a_{i-1} + b_i,  i = 1 .. l,  y = a_l           W_i is n_i x n_{i-1}
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"
#include "reference/models/network.h"

namespace rederive::checking {

struct AffineLayer {
  Matrix64 W;
  Matrix64 b;
};

struct AffineStack {
  std::vector<AffineLayer> layers;  // the first one first
  Matrix64 x;

  int depth() const { return static_cast<int>(layers.size()); }
  /// Counted from 1, as in the formulas.
  const AffineLayer& layer(int i) const { return layers.at(static_cast<std::size_t>(i - 1)); }
  /// y for an input of one's own
  Matrix64 output(Matrix64 a) const {
    for (const AffineLayer& layer : layers) a = layer.W * a + layer.b;
    return a;
  }
  Matrix64 output() const { return output(x); }
};

/// With widths drawn one by one, or one width for all.
inline AffineStack random_stack(const Trial& in, int depth, bool one_width) {
  const auto width = [&](int i) { return in.size(one_width ? "n" : "n" + std::to_string(i), 2, 5); };
  AffineStack stack{.layers = {}, .x = in.vector("x", width(0), in.scale())};
  for (int i = 1; i <= depth; ++i) {
    const std::string name = std::to_string(i);
    stack.layers.push_back({in.matrix("W" + name, width(i), width(i - 1)), in.vector("b" + name, width(i))});
  }
  return stack;
}

inline AffineStack rounded_to_float32(AffineStack stack) {
  for (AffineLayer& layer : stack.layers) layer = {rounded_to_float32(layer.W), rounded_to_float32(layer.b)};
  stack.x = rounded_to_float32(stack.x);
  return stack;
}

/// A dense layer has x as a row, so it holds W transposed.
inline Network dense_network(const AffineStack& stack) {
  std::vector<LayerPlan> plans;
  for (const AffineLayer& layer : stack.layers) plans.push_back(layers::dense(layer.W.rows()));
  Network network(stack.x.size(), plans);
  for (std::size_t i = 0; i < stack.layers.size(); ++i) {
    network.dense(i).weights().value = to_float32(transpose(stack.layers[i].W));
    network.dense(i).bias().value = to_float32(transpose(stack.layers[i].b));
  }
  return network;
}

/// y of the network
inline Matrix64 float32_output(const AffineStack& stack) {
  Network network = dense_network(stack);
  const Matrix row = to_float32(transpose(stack.x));
  return transpose(to_double(network.forward(row)));
}

/// How far float32 may be off in an element of y: each layer is chains of at most n + 2 roundings, n the widest
/// a_{i-1}, so the error is ((1 + gamma)^l - 1) M_l, where M_0 = |x| and M_i = |W_i| M_{i-1} + |b_i| (gemm.h).
inline double float32_error(const AffineStack& stack) {
  Matrix64 M = magnitudes(stack.x);
  double roundings = 0;
  for (const AffineLayer& layer : stack.layers) {
    M = magnitudes(layer.W) * M + magnitudes(layer.b);
    roundings = std::max(roundings, layer.W.cols() + 2.0);
  }
  const double gamma = roundings * kUnitRoundoff32 / (1 - roundings * kUnitRoundoff32);
  double growth = 1;
  for (int i = 0; i < stack.depth(); ++i) growth *= 1 + gamma;
  return (growth - 1) * largest(M);
}

}  // namespace rederive::checking
