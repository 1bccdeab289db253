// y[oy, ox, f] = b_f + sum_{ky, kx, c} x[oy s + ky, ox s + kx, c] w[ky, kx, c, f]: no padding
// (reference/kernels/conv2d.h)
#pragma once

#include "reference/kernels/conv2d.h"
#include "reference/layers/layer.h"

namespace rederive {

class Convolution final : public Layer {
 public:
  /// All zeros. Throws ShapeError where the kernel does not fit into the image, or a size is below 1.
  explicit Convolution(const Conv2dShape& shape);

  /// w and b uniform in +-1 / sqrt(kernel_height kernel_width channels): w from the stream's words in order, then b.
  void start_uniform(const Stream& stream) override;

  const Conv2dShape& shape() const { return shape_; }
  Trainable& weights() { return weights_; }
  Trainable& bias() { return bias_; }

  std::string text() const override;
  Volume outputs() const override { return {shape_.out_height(), shape_.out_width(), shape_.filters}; }
  Rows rows() const override { return Rows::in_pieces; }
  void forward(const Pass& pass, ConstMatrixView x, MatrixView y) override;
  void backward(const Pass& pass, ConstMatrixView x, ConstMatrixView y, MatrixView g, MatrixView dx) override;
  void begin_backward(Index pieces) override;
  void end_backward(Index pieces) override;
  std::vector<Trainable*> parameters() override { return {&weights_, &bias_}; }

 private:
  Conv2dShape shape_;
  Trainable weights_;
  Trainable bias_;
  std::vector<Matrix> weight_parts_;  // gradients of the pieces
  std::vector<Matrix> bias_parts_;
};

namespace layers {

/// kernel x kernel, after an image: ShapeError elsewhere.
LayerPlan convolution(Index kernel, Index filters, Index stride = 1);

}  // namespace layers
}  // namespace rederive
