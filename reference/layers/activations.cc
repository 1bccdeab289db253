#include "reference/layers/activations.h"

#include <algorithm>

#include "reference/core/error.h"
#include "reference/kernels/activation_gradients.h"
#include "reference/kernels/dropout.h"
#include "reference/kernels/sigmoid.h"

namespace rederive::layers {
namespace {

class Elementwise : public Layer {
 public:
  explicit Elementwise(const Volume& units) : units_(units) {}
  Volume outputs() const override { return units_; }
  Rows rows() const override { return Rows::either; }

 private:
  Volume units_;
};

class Sigmoid final : public Elementwise {
 public:
  using Elementwise::Elementwise;
  std::string text() const override { return "sigmoid"; }
  bool needs_outputs() const override { return true; }
  void forward(const Pass&, ConstMatrixView x, MatrixView y) override { rederive::sigmoid(x, {}, y); }
  void backward(const Pass&, ConstMatrixView, ConstMatrixView y, MatrixView g, MatrixView dx) override {
    if (dx.size() > 0) sigmoid_backward(g, y, dx);
  }
};

class Relu final : public Elementwise {
 public:
  using Elementwise::Elementwise;
  std::string text() const override { return "relu"; }
  // What dropout makes of y in place has the same sign, or is 0 where the gradient is 0.
  bool in_place() const override { return true; }
  void forward(const Pass&, ConstMatrixView x, MatrixView y) override { rederive::relu(x, y); }
  void backward(const Pass&, ConstMatrixView, ConstMatrixView y, MatrixView g, MatrixView dx) override {
    if (dx.size() > 0) relu_backward(g, y, dx);
  }
};

class Dropout final : public Elementwise {
 public:
  Dropout(const Volume& units, double rate, std::size_t number)
      : Elementwise(units), rate_(rate), number_(static_cast<std::uint32_t>(number)) {}
  std::string text() const override { return "dropout " + std::to_string(rate_).substr(0, 4); }
  bool in_place() const override { return true; }
  void forward(const Pass& pass, ConstMatrixView x, MatrixView y) override { drop(pass, x, y); }
  void backward(const Pass& pass, ConstMatrixView, ConstMatrixView, MatrixView g, MatrixView dx) override {
    if (dx.size() > 0) drop(pass, g, dx);
  }

 private:
  void drop(const Pass& pass, ConstMatrixView x, MatrixView y) const {
    if (pass.noise != nullptr) {
      const std::uint32_t place = number_ << 16 | static_cast<std::uint32_t>(pass.piece);
      const Stream mask = pass.noise->substream(pass.noise->sub()[0], place);
      rederive::dropout(x, mask, static_cast<float>(rate_), y);
    } else if (x.data != y.data) {
      for (Index n = 0; n < x.rows; ++n) std::copy_n(x.row(n), x.cols, y.row(n));
    }
  }

  double rate_;
  std::uint32_t number_;
};

template <class Units>
LayerPlan plan() {
  return [](const Volume& inputs, std::span<const std::unique_ptr<Layer>>) { return std::make_unique<Units>(inputs); };
}

}  // namespace

LayerPlan sigmoid() { return plan<Sigmoid>(); }
LayerPlan relu() { return plan<Relu>(); }

LayerPlan dropout(double rate) {
  return [rate](const Volume& inputs, std::span<const std::unique_ptr<Layer>> before) {
    if (!(rate >= 0 && rate < 1)) throw ShapeError("a dropout rate of " + std::to_string(rate) + " is not in [0, 1)");
    return std::make_unique<Dropout>(inputs, rate, before.size());
  };
}

}  // namespace rederive::layers
