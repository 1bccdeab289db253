#include "reference/layers/dense.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "reference/core/error.h"
#include "reference/kernels/column_sums.h"
#include "reference/kernels/sparse_gemm.h"
#include "reference/layers/starts.h"

namespace rederive {
namespace {

constexpr Index kPanel = 64;  // columns of a panel of gemm's widest tiles

template <class T>
View<T> columns(View<T> m, Index first, Index last) {
  return {m.data + first, m.rows, last - first, m.stride};
}

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

void Dense::start_uniform(const Stream& stream) {
  rederive::start_uniform(weights_->value, bias_.value, inputs(), stream);
}

void Dense::start_gaussian(double sd, const Stream& stream) {
  fill(weights_->value, stream, [&](std::uint32_t word) { return sd * normal(word); });
}

std::string Dense::text() const {
  return "dense " + std::to_string(inputs()) + " -> " + std::to_string(outputs().size()) +
         (transposed() ? ", tied" : "");
}

// Each element of a product is a chain of its own, so threads may take any columns or rows of it.
void Dense::forward(const Pass& pass, ConstMatrixView x, MatrixView y) {
  for (Index n = 0; n < y.rows; ++n) std::copy_n(bias_.value.data(), y.cols, y.row(n));
  const Matrix& w = weights_->value;
  share(pass.team, y.cols, kPanel, [&](Index first, Index last) {
    if (op_ == Op::none) {
      sparse_gemm(1, x, Op::none, columns(w.view(), first, last), 1, columns(y, first, last));
    } else {
      gemm(1, x, Op::none, w.view().row_range(first, last - first), Op::transpose, 1, columns(y, first, last));
    }
  });
}

void Dense::backward(const Pass& pass, ConstMatrixView x, ConstMatrixView, MatrixView g, MatrixView dx) {
  const MatrixView gradient = weights_->gradient;
  const float beta = weights_->beta();
  share(pass.team, gradient.rows, kPanel, [&](Index first, Index last) {
    const MatrixView part = gradient.row_range(first, last - first);
    if (op_ == Op::none) {
      sparse_gemm(1, columns(x, first, last), Op::transpose, g, beta, part);
    } else {
      gemm(1, columns(ConstMatrixView(g), first, last), Op::transpose, x, Op::none, beta, part);
    }
  });
  column_sums(g, {bias_.gradient.data(), static_cast<std::size_t>(bias_.gradient.cols())});
  if (dx.size() == 0) return;
  const ConstMatrixView w = weights_->value;
  share(pass.team, dx.cols, kPanel, [&](Index first, Index last) {
    if (op_ == Op::none) {
      gemm(1, g, Op::none, w.row_range(first, last - first), Op::transpose, 0, columns(dx, first, last));
    } else {
      gemm(1, g, Op::none, columns(w, first, last), Op::none, 0, columns(dx, first, last));
    }
  });
}

namespace layers {

LayerPlan dense(Index outputs) {
  return [=](const Volume& inputs, std::span<const std::unique_ptr<Layer>>) {
    return std::make_unique<Dense>(inputs.size(), outputs);
  };
}

LayerPlan dense_transposed(std::size_t number) {
  return [=](const Volume& inputs, std::span<const std::unique_ptr<Layer>> before) -> std::unique_ptr<Layer> {
    const auto* tied = number < before.size() ? dynamic_cast<const Dense*>(before[number].get()) : nullptr;
    if (tied == nullptr || tied->transposed()) {
      throw ShapeError("weights tied to those of layer " + std::to_string(number) + ", which has none to share");
    }
    auto layer = std::make_unique<Dense>(*tied, Op::transpose);
    if (tied->outputs().size() != inputs.size()) {
      throw ShapeError("'" + layer->text() + "' after " + inputs.text() + " features");
    }
    return layer;
  };
}

}  // namespace layers
}  // namespace rederive
