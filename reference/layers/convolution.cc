#include "reference/layers/convolution.h"

#include <algorithm>

#include "reference/core/error.h"
#include "reference/layers/starts.h"

namespace rederive {
namespace {

static_assert(kPieceRows == kConv2dBlock, "a piece's gradient is one chain of the kernel's");

Conv2dShape checked(const Conv2dShape& s) {
  const bool sizes = s.kernel_height >= 1 && s.kernel_width >= 1 && s.channels >= 1 && s.filters >= 1 && s.stride >= 1;
  if (!sizes || s.kernel_height > s.height || s.kernel_width > s.width) {
    throw ShapeError("a convolution of " + std::to_string(s.kernel_height) + " x " + std::to_string(s.kernel_width) +
                     " to " + std::to_string(s.filters) + " filters, stride " + std::to_string(s.stride) + ", on " +
                     Volume(s.height, s.width, s.channels).text());
  }
  return s;
}

void add(const Matrix& part, Matrix& sum) {
  std::transform(sum.data(), sum.data() + sum.size(), part.data(), sum.data(), [](float a, float b) { return a + b; });
}

void add_up(std::span<const Matrix> parts, Matrix& sum) {
  sum = parts.front();
  for (const Matrix& part : parts.subspan(1)) add(part, sum);
}

}  // namespace

Convolution::Convolution(const Conv2dShape& shape)
    : shape_(checked(shape)), weights_(shape.weight_rows(), shape.filters), bias_(1, shape.filters) {
  bias_.decays = false;
}

void Convolution::start_uniform(const Stream& stream) {
  rederive::start_uniform(weights_.value, bias_.value, shape_.weight_rows(), stream);
}

std::string Convolution::text() const {
  return "convolution " + Volume(shape_.height, shape_.width, shape_.channels).text() + " -> " + outputs().text() +
         ", " + std::to_string(shape_.kernel_height) + " x " + std::to_string(shape_.kernel_width) +
         (shape_.stride == 1 ? "" : ", stride " + std::to_string(shape_.stride));
}

void Convolution::begin_backward(Index pieces) {
  const auto wanted = static_cast<std::size_t>(pieces);
  while (weight_parts_.size() < wanted) {
    weight_parts_.emplace_back(weights_.value.rows(), weights_.value.cols());
    bias_parts_.emplace_back(1, bias_.value.cols());
  }
}

void Convolution::forward(const Pass&, ConstMatrixView x, MatrixView y) {
  conv2d_forward(shape_, x, weights_.value, {bias_.value.data(), static_cast<std::size_t>(shape_.filters)}, y);
}

void Convolution::backward(const Pass& pass, ConstMatrixView x, ConstMatrixView, MatrixView g, MatrixView dx) {
  const auto piece = static_cast<std::size_t>(pass.piece);
  conv2d_to_weights(shape_, x, g, weight_parts_.at(piece),
                    {bias_parts_.at(piece).data(), static_cast<std::size_t>(shape_.filters)});
  if (dx.size() > 0) conv2d_to_data(shape_, g, weights_.value, dx);
}

void Convolution::end_backward(Index pieces) {
  const auto count = static_cast<std::size_t>(pieces);
  add_up(std::span(weight_parts_).first(count), weights_.gradient);
  add_up(std::span(bias_parts_).first(count), bias_.gradient);
}

namespace layers {

LayerPlan convolution(Index kernel, Index filters, Index stride) {
  return [=](const Volume& inputs, std::span<const std::unique_ptr<Layer>>) {
    return std::make_unique<Convolution>(Conv2dShape{.height = inputs.height,
                                                     .width = inputs.width,
                                                     .channels = inputs.channels,
                                                     .kernel_height = kernel,
                                                     .kernel_width = kernel,
                                                     .filters = filters,
                                                     .stride = stride});
  };
}

}  // namespace layers
}  // namespace rederive
