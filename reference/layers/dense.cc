#include "reference/layers/dense.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "reference/core/error.h"
#include "reference/kernels/column_sums.h"
#include "reference/kernels/sparse_gemm.h"

namespace rederive {
namespace {

template <class Number>
void fill(Matrix& weights, const Stream& stream, const Number& number) {
  std::vector<std::uint32_t> words(static_cast<std::size_t>(weights.size()));
  stream.fill(0, words);
  std::transform(words.begin(), words.end(), weights.data(),
                 [&](std::uint32_t word) { return static_cast<float>(number(word)); });
}

}  // namespace

Dense::Dense(Index inputs, Index outputs)
    : weights_(std::make_shared<Trainable>(std::max<Index>(inputs, 0), std::max<Index>(outputs, 0))),
      bias_(1, std::max<Index>(outputs, 0)) {
  if (inputs < 1 || outputs < 1) {
    throw ShapeError("a dense layer of " + shape_text(inputs, outputs) + " weights; take at least one of each");
  }
  bias_.decays = false;
}

Dense::Dense(const Dense& tied, Op transposed)
    : weights_(tied.weights_),
      op_(transposed),
      bias_(1, transposed == Op::transpose ? weights_->value.rows() : weights_->value.cols()) {
  bias_.decays = false;
}

void Dense::start_glorot(const Stream& stream) {
  const double bound = std::sqrt(6.0 / static_cast<double>(weights_->value.rows() + weights_->value.cols()));
  fill(weights_->value, stream, [&](std::uint32_t word) { return bound * (2 * uniform_open(word) - 1); });
}

void Dense::start_gaussian(double sd, const Stream& stream) {
  fill(weights_->value, stream, [&](std::uint32_t word) { return sd * normal(word); });
}

std::string Dense::text() const {
  return "dense " + std::to_string(inputs()) + " -> " + std::to_string(outputs()) + (transposed() ? ", tied" : "");
}

void Dense::forward(ConstMatrixView x, MatrixView y) {
  for (Index n = 0; n < y.rows; ++n) std::copy_n(bias_.value.data(), y.cols, y.row(n));
  if (op_ == Op::none) {
    sparse_gemm(1, x, Op::none, weights_->value, 1, y);
  } else {
    gemm(1, x, Op::none, weights_->value, Op::transpose, 1, y);
  }
}

void Dense::backward(ConstMatrixView x, ConstMatrixView, MatrixView g, MatrixView dx) {
  Matrix& gradient = weights_->gradient;
  const float beta = weights_->beta();
  if (op_ == Op::none) {
    sparse_gemm(1, x, Op::transpose, g, beta, gradient);
  } else {
    gemm(1, g, Op::transpose, x, Op::none, beta, gradient);
  }
  column_sums(g, {bias_.gradient.data(), static_cast<std::size_t>(bias_.gradient.cols())});
  if (dx.size() > 0) gemm(1, g, Op::none, weights_->value, op_ == Op::none ? Op::transpose : Op::none, 0, dx);
}

namespace layers {

LayerPlan dense(Index outputs) {
  return
      [=](Index inputs, std::span<const std::unique_ptr<Layer>>) { return std::make_unique<Dense>(inputs, outputs); };
}

LayerPlan dense_transposed(std::size_t number) {
  return [=](Index inputs, std::span<const std::unique_ptr<Layer>> before) -> std::unique_ptr<Layer> {
    const auto* tied = number < before.size() ? dynamic_cast<const Dense*>(before[number].get()) : nullptr;
    if (tied == nullptr || tied->transposed()) {
      throw ShapeError("weights tied to those of layer " + std::to_string(number) + ", which has none to share");
    }
    auto layer = std::make_unique<Dense>(*tied, Op::transpose);
    if (tied->outputs() != inputs) {
      throw ShapeError("'" + layer->text() + "' after " + std::to_string(inputs) + " features");
    }
    return layer;
  };
}

}  // namespace layers
}  // namespace rederive
