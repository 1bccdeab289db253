// The network of document 004, problem 1: one hidden layer between the pixels of a digit and its ten classes.
//
//   784-200-10, sigmoid or rectified linear units, softmax and cross-entropy
//
// Weights and biases start uniform in +-1 / sqrt(fan_in), as the library starts its layers that the document used.
#pragma once

#include <functional>
#include <string_view>

#include "reference/layers/activations.h"
#include "reference/models/network.h"

namespace rederive::one_hidden_layer {

/// `units` is "sigmoid" or "relu". Layer i starts from init(i).
inline Network network(Index inputs, int hidden, std::string_view units,
                       const std::function<Stream(std::size_t layer)>& init) {
  Network net(inputs, {layers::dense(hidden), units == "relu" ? layers::relu() : layers::sigmoid(), layers::dense(10)});
  net.start_uniform(init);
  return net;
}

}  // namespace rederive::one_hidden_layer
