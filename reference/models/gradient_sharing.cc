#include "reference/models/gradient_sharing.h"

#include <utility>

#include "reference/core/error.h"
#include "reference/kernels/activation_gradients.h"
#include "reference/kernels/gemm.h"
#include "reference/kernels/sigmoid.h"

namespace rederive {
namespace {

// C = op(A) op(B), and its multiply-adds.
void product(ConstMatrixView a, Op op_a, ConstMatrixView b, Op op_b, MatrixView c, Index& count) {
  gemm(1, a, op_a, b, op_b, 0, c);
  count += c.rows * c.cols * (op_a == Op::none ? a.cols : a.rows);
}

}  // namespace

SigmoidLayers::SigmoidLayers(std::vector<Matrix> weights)
    : weights_(std::move(weights)), activations_(weights_.size()) {
  if (weights_.empty()) throw ShapeError("a stack of layers without any");
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    const Matrix& w = weights_[k];
    if (k > 0 && w.rows() != weights_[k - 1].cols()) {
      throw ShapeError("weights of " + shape_text(w.rows(), w.cols()) + " after " +
                       std::to_string(weights_[k - 1].cols()) + " features");
    }
    gradients_.emplace_back(w.rows(), w.cols());
  }
}

ConstMatrixView SigmoidLayers::input_of(std::size_t layer, ConstMatrixView x) const {
  return layer == 0 ? x : activations_[layer - 1].view();
}

void SigmoidLayers::forward(ConstMatrixView x) {
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    activations_[k].reshape(x.rows, weights_[k].cols());
    product(input_of(k, x), Op::none, weights_[k], Op::none, activations_[k], counts_.forward);
    sigmoid(activations_[k], {}, activations_[k]);
  }
}

void SigmoidLayers::signal_of_output(ConstMatrixView targets) {
  const Matrix& z = activations_.back();
  signal_.reshape(z.rows(), z.cols());
  for (Index i = 0; i < z.rows(); ++i) {
    for (Index j = 0; j < z.cols(); ++j) signal_(i, j) = z(i, j) - targets(i, j);
  }
  sigmoid_backward(signal_, z, signal_);
}

void SigmoidLayers::signal_below(std::size_t layer) {
  const Matrix& z = activations_[layer - 1];
  next_signal_.reshape(z.rows(), z.cols());
  product(signal_, Op::none, weights_[layer], Op::transpose, next_signal_, counts_.signals);
  sigmoid_backward(next_signal_, z, next_signal_);
  std::swap(signal_, next_signal_);
}

const std::vector<Matrix>& SigmoidLayers::gradients(ConstMatrixView x, ConstMatrixView targets, Sharing sharing) {
  if (x.cols != weights_.front().rows() || targets.rows != x.rows || targets.cols != weights_.back().cols()) {
    throw ShapeError("a batch of " + shape_text(x.rows, x.cols) + " with targets of " +
                     shape_text(targets.rows, targets.cols) + " for " + std::to_string(weights_.front().rows()) +
                     " inputs and " + std::to_string(weights_.back().cols()) + " outputs");
  }
  counts_ = {};
  const std::size_t top = weights_.size() - 1;
  for (std::size_t layer = weights_.size(); layer-- > 0;) {
    if (layer == top || !sharing.activations) forward(x);
    if (layer == top || !sharing.signals) {
      signal_of_output(targets);
      for (std::size_t above = top; above > layer; --above) signal_below(above);
    } else {
      signal_below(layer + 1);
    }
    product(input_of(layer, x), Op::transpose, signal_, Op::none, gradients_[layer], counts_.gradients);
  }
  return gradients_;
}

}  // namespace rederive
