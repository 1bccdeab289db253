#include "reference/layers/pooling.h"

#include <cmath>
#include <cstdint>

#include "reference/core/error.h"
#include "reference/kernels/pool2d.h"

namespace rederive::layers {
namespace {

class Pooling : public Layer {
 public:
  Pooling(const char* name, const Volume& inputs, Index window, Index stride)
      : shape_{.height = inputs.height,
               .width = inputs.width,
               .channels = inputs.channels,
               .window = window,
               .stride = stride == 0 ? window : stride},
        name_(name) {
    if (window < 1 || stride < 0 || window > inputs.height || window > inputs.width || window > kPool2dWidest) {
      throw ShapeError(Pooling::text() + " of " + inputs.text());
    }
  }
  std::string text() const override {
    return std::string(name_) + " " + std::to_string(shape_.window) + " x " + std::to_string(shape_.window) +
           (shape_.stride == shape_.window ? "" : ", stride " + std::to_string(shape_.stride));
  }
  Volume outputs() const override { return {shape_.out_height(), shape_.out_width(), shape_.channels}; }
  Rows rows() const override { return Rows::in_pieces; }

 protected:
  const Pool2dShape& shape() const { return shape_; }

 private:
  Pool2dShape shape_;
  const char* name_;
};

class MaxPooling final : public Pooling {
 public:
  MaxPooling(const Volume& inputs, Index window, Index stride) : Pooling("max pooling", inputs, window, stride) {}
  void begin_forward(Index rows) override { chosen_.resize(static_cast<std::size_t>(rows * shape().output())); }
  void forward(const Pass& pass, ConstMatrixView x, MatrixView y) override {
    pool2d_max(shape(), x, y, chosen(pass, x.rows));
  }
  void backward(const Pass& pass, ConstMatrixView x, ConstMatrixView, MatrixView g, MatrixView dx) override {
    if (dx.size() > 0) pool2d_max_backward(shape(), g, chosen(pass, x.rows), dx);
  }

 private:
  View<std::uint8_t> chosen(const Pass& pass, Index rows) {
    const Index width = shape().output();
    return {chosen_.data() + pass.piece * kPieceRows * width, rows, width, width};
  }
  std::vector<std::uint8_t> chosen_;  // of the last pass forward
};

class AveragePooling final : public Pooling {
 public:
  AveragePooling(const Volume& inputs, Index window, Index stride)
      : Pooling("average pooling", inputs, window, stride) {}
  void forward(const Pass&, ConstMatrixView x, MatrixView y) override { pool2d_average(shape(), x, y); }
  void backward(const Pass&, ConstMatrixView, ConstMatrixView, MatrixView g, MatrixView dx) override {
    if (dx.size() > 0) pool2d_average_backward(shape(), g, dx);
  }
};

class LpPooling final : public Pooling {
 public:
  LpPooling(double p, const Volume& inputs, Index window, Index stride)
      : Pooling("Lp pooling", inputs, window, stride), p_(static_cast<float>(p)) {}
  bool needs_outputs() const override { return true; }
  std::string text() const override { return Pooling::text() + ", p = " + std::to_string(p_).substr(0, 4); }
  void forward(const Pass&, ConstMatrixView x, MatrixView y) override { pool2d_lp(shape(), p_, x, y); }
  void backward(const Pass&, ConstMatrixView x, ConstMatrixView y, MatrixView g, MatrixView dx) override {
    if (dx.size() > 0) pool2d_lp_backward(shape(), p_, x, y, g, dx);
  }

 private:
  float p_;
};

}  // namespace

LayerPlan max_pooling(Index window, Index stride) {
  return [=](const Volume& inputs, std::span<const std::unique_ptr<Layer>>) {
    return std::make_unique<MaxPooling>(inputs, window, stride);
  };
}

LayerPlan average_pooling(Index window, Index stride) {
  return [=](const Volume& inputs, std::span<const std::unique_ptr<Layer>>) {
    return std::make_unique<AveragePooling>(inputs, window, stride);
  };
}

LayerPlan lp_pooling(double p, Index window, Index stride) {
  if (!(p >= 1) || std::isinf(p))
    throw UsageError("Lp pooling with p = " + std::to_string(p) + "; take 1 <= p < infinity");
  return [=](const Volume& inputs, std::span<const std::unique_ptr<Layer>>) {
    return std::make_unique<LpPooling>(p, inputs, window, stride);
  };
}

}  // namespace rederive::layers
