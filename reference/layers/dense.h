// y = x W + b, or with the weights of an earlier layer the other way round, y = x W' + b
//
// Of an input that is mostly zeros, as binary units or the pixels of a digit, the zeros cost nothing.
#pragma once

#include <memory>

#include "reference/core/random.h"
#include "reference/kernels/gemm.h"
#include "reference/layers/layer.h"

namespace rederive {

class Dense final : public Layer {
 public:
  /// All zeros. Throws ShapeError for a size below 1.
  Dense(Index inputs, Index outputs);
  /// `tied`'s weights transposed (they stay one parameter), and biases of its own.
  explicit Dense(const Dense& tied, Op transposed);

  /// W_ij uniform in +-sqrt(6 / (inputs + outputs)) from word i * outputs + j.
  /// Source: Glorot and Bengio, AISTATS 2010, equation 16.
  void start_glorot(const Stream& stream);
  /// W_ij uniform in +-1 / sqrt(inputs), from word i * outputs + j, and b_j from the words after those.
  void start_uniform(const Stream& stream) override;
  /// W_ij ~ N(0, sd) from word i * outputs + j.
  void start_gaussian(double sd, const Stream& stream);

  Trainable& weights() { return *weights_; }
  Trainable& bias() { return bias_; }
  bool transposed() const { return op_ == Op::transpose; }

  std::string text() const override;
  Volume outputs() const override { return bias_.value.cols(); }
  void forward(const Pass& pass, ConstMatrixView x, MatrixView y) override;
  void backward(const Pass& pass, ConstMatrixView x, ConstMatrixView y, MatrixView g, MatrixView dx) override;
  std::vector<Trainable*> parameters() override { return {weights_.get(), &bias_}; }

 private:
  Index inputs() const { return op_ == Op::none ? weights_->value.rows() : weights_->value.cols(); }

  std::shared_ptr<Trainable> weights_;
  Op op_ = Op::none;
  Trainable bias_;
};

namespace layers {

LayerPlan dense(Index outputs);
/// The weights of layer `number` (0 is the first), which must be dense, transposed.
LayerPlan dense_transposed(std::size_t number);

}  // namespace layers
}  // namespace rederive
