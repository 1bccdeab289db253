#include "reference/layers/sigmoid_units.h"

#include "reference/kernels/activation_gradients.h"
#include "reference/kernels/sigmoid.h"

namespace rederive::layers {
namespace {

class SigmoidUnits final : public Layer {
 public:
  explicit SigmoidUnits(Index units) : units_(units) {}
  std::string text() const override { return "sigmoid"; }
  Index outputs() const override { return units_; }
  void forward(ConstMatrixView x, MatrixView y) override { rederive::sigmoid(x, {}, y); }
  void backward(ConstMatrixView, ConstMatrixView y, MatrixView g, MatrixView dx) override {
    if (dx.size() > 0) sigmoid_backward(g, y, dx);
  }

 private:
  Index units_;
};

}  // namespace

LayerPlan sigmoid() {
  return [](Index inputs, std::span<const std::unique_ptr<Layer>>) { return std::make_unique<SigmoidUnits>(inputs); };
}

}  // namespace rederive::layers
