// A layer of a network: a function of a batch, and its gradient.
//
// Batches are rows: x is N x inputs, y is N x outputs. A layer keeps its parameters and nothing of a batch: the network
// hands x and y back when it goes backwards. All is float32; matrices that do not fit are a ShapeError.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive {

/// Weights, or biases as one row, beside the gradient of the last pass backwards.
struct Trainable {
  Trainable(Index rows, Index cols) : value(rows, cols), gradient(rows, cols) {}

  Matrix value;
  Matrix gradient;
  bool decays = true;  // a bias does not

  /// What the gradient counts for when a layer adds its own to it: nothing for the first layer of a pass, all for the
  /// next one that shares the parameter.
  float beta() { return std::exchange(written_, true) ? 1.0F : 0.0F; }
  void begin_pass() { written_ = false; }

 private:
  bool written_ = false;
};

class Layer {
 public:
  virtual ~Layer() = default;

  /// "dense 784 -> 100"
  virtual std::string text() const = 0;
  virtual Index outputs() const = 0;
  virtual void forward(ConstMatrixView x, MatrixView y) = 0;
  /// From g, the gradient by y: those of the parameters, and the one by x unless dx is 0 x 0. g may be overwritten.
  virtual void backward(ConstMatrixView x, ConstMatrixView y, MatrixView g, MatrixView dx) = 0;
  virtual std::vector<Trainable*> parameters() { return {}; }
};

/// A layer that waits for its place: made once the layers before it are known.
using LayerPlan =
    std::function<std::unique_ptr<Layer>(Index inputs, std::span<const std::unique_ptr<Layer>> layers_before)>;

}  // namespace rederive
