#include "reference/layers/relu_units.h"

#include "reference/kernels/activation_gradients.h"

namespace rederive::layers {
namespace {

class ReluUnits final : public Layer {
 public:
  explicit ReluUnits(Index units) : units_(units) {}
  std::string text() const override { return "relu"; }
  Index outputs() const override { return units_; }
  void forward(ConstMatrixView x, MatrixView y) override { rederive::relu(x, y); }
  void backward(ConstMatrixView, ConstMatrixView y, MatrixView g, MatrixView dx) override {
    if (dx.size() > 0) relu_backward(g, y, dx);
  }

 private:
  Index units_;
};

}  // namespace

LayerPlan relu() {
  return [](Index inputs, std::span<const std::unique_ptr<Layer>>) { return std::make_unique<ReluUnits>(inputs); };
}

}  // namespace rederive::layers
