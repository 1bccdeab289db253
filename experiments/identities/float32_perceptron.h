// The same network of sigmoid layers where it trains: in float32, samples in rows.
#pragma once

#include <algorithm>
#include <vector>

#include "experiments/checking/float32.h"
#include "experiments/identities/perceptron.h"
#include "reference/layers/activations.h"
#include "reference/models/gradient_sharing.h"
#include "reference/models/network.h"
#include "reference/oracles/sigmoid_layers.h"

namespace rederive::checking::mlp {

/// W_k' of all layers, as the library has them.
inline std::vector<Matrix> float32_weights(const Perceptron& net) {
  std::vector<Matrix> all;
  for (int k = 1; k <= net.depth(); ++k) all.push_back(to_float32(transpose(net.W(k))));
  return all;
}

/// dL/dW_k of all layers by Network's backward pass, of the library's shape.
inline std::vector<Matrix> network_gradients(const Perceptron& net) {
  std::vector<LayerPlan> plans;
  for (int k = 1; k <= net.depth(); ++k) {
    plans.push_back(layers::dense(net.W(k).rows()));
    plans.push_back(layers::sigmoid());
  }
  Network network(net.Z(0).rows(), plans);
  std::vector<Matrix> weights = float32_weights(net);
  for (std::size_t k = 0; k < weights.size(); ++k) network.dense(2 * k).weights().value = weights[k];
  const Matrix x = to_float32(transpose(net.Z(0)));
  Matrix gradient = to_float32(to_double(network.forward(x)) - transpose(net.T()));
  network.backward(gradient);
  std::vector<Matrix> all;
  for (std::size_t k = 0; k < weights.size(); ++k) all.push_back(network.dense(2 * k).weights().gradient);
  return all;
}

/// The same by the stack of layers that counts its products.
inline std::vector<Matrix> counted_gradients(const Perceptron& net, Sharing sharing, ProductCounts& counts) {
  SigmoidLayers layers(float32_weights(net));
  std::vector<Matrix> all = layers.gradients(to_float32(transpose(net.Z(0))), to_float32(transpose(net.T())), sharing);
  counts = layers.counts();
  return all;
}

/// How far float32 may be from dL/dW_k, the largest of its elements.
inline double float32_error(const Perceptron& net, int k) {
  const std::vector<Matrix> weights = float32_weights(net);
  const std::vector<ConstMatrixView> views(weights.begin(), weights.end());
  const Matrix x = to_float32(transpose(net.Z(0)));
  const Matrix targets = to_float32(transpose(net.T()));
  const auto gradients = oracle::sigmoid_layer_gradients(x, views, targets);
  const std::vector<double>& errors = gradients.at(static_cast<std::size_t>(k - 1)).error;
  return *std::max_element(errors.begin(), errors.end());
}

}  // namespace rederive::checking::mlp
