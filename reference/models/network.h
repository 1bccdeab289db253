// A network is a readable list of layers, whose shapes are checked when it is built:
//
//   Network net(784, {layers::dense(100), layers::sigmoid(), layers::dense(10)});
//   net.forward(x);                            // logits, N x 10
//   net.backward(gradient by the logits);      // fills the gradient of every parameter
//   descend(net.parameters(), {.rate = 0.1F});
//
// Activations and gradients live in buffers of the network, kept from batch to batch.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/layers/dense.h"
#include "reference/layers/layer.h"

namespace rederive {

class Network {
 public:
  /// Throws ShapeError where a layer does not fit the one before it, or without any layer.
  Network(Index inputs, const std::vector<LayerPlan>& plans);

  Index inputs() const { return inputs_; }
  Index outputs() const { return layers_.back()->outputs(); }
  std::size_t depth() const { return layers_.size(); }
  /// Layer `number`, which must be dense: ShapeError otherwise.
  Dense& dense(std::size_t number);

  /// Each once, in the order of the layers.
  std::vector<Trainable*> parameters();
  /// Weights and biases together.
  Index parameter_count();

  /// The outputs for the rows of x, until the next call. x must stay as it is until backward.
  ConstMatrixView forward(ConstMatrixView x);
  /// What layer `number` gave in the last pass forward.
  ConstMatrixView activation(std::size_t number) const { return activations_[number]; }
  /// The parameters' gradients, from the gradient by the outputs of the last pass forward, which is overwritten.
  void backward(MatrixView gradient);

  /// One layer a line.
  std::string text() const;

 private:
  Index inputs_;
  std::vector<std::unique_ptr<Layer>> layers_;
  ConstMatrixView input_;
  std::vector<Matrix> activations_;
  std::vector<Matrix> gradients_;  // by the input of layer i; the first has none
};

}  // namespace rederive
