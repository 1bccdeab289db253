#include "reference/models/collapsed.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reference/core/error.h"
#include "reference/kernels/gemm.h"

namespace rederive {
namespace {

Matrix product(ConstMatrixView a, ConstMatrixView b) {
  Matrix c(a.rows, b.cols);
  gemm(1, a, Op::none, b, Op::none, 0, c);
  return c;
}

// As it is used: a tied layer has the transpose of what it keeps.
Matrix weights(Dense& layer) {
  const Matrix& w = layer.weights().value;
  if (!layer.transposed()) return w;
  Matrix turned(w.cols(), w.rows());
  for (Index i = 0; i < w.rows(); ++i) {
    for (Index j = 0; j < w.cols(); ++j) turned(j, i) = w(i, j);
  }
  return turned;
}

}  // namespace

Network collapsed(Network& stack) {
  Matrix w = weights(stack.dense(0));
  Matrix b = stack.dense(0).bias().value;
  for (std::size_t i = 1; i < stack.depth(); ++i) {
    const Matrix next = weights(stack.dense(i));
    w = product(w, next);
    b = product(b, next);
    const Matrix& own = stack.dense(i).bias().value;
    for (Index j = 0; j < b.cols(); ++j) b(0, j) += own(0, j);
  }
  Network one(stack.inputs(), {layers::dense(stack.outputs())});
  one.dense(0).weights().value = w;
  one.dense(0).bias().value = b;
  return one;
}

std::int64_t forward_multiply_adds(Network& stack) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < stack.depth(); ++i) sum += stack.dense(i).weights().value.size();
  return sum;
}

double largest_difference(ConstMatrixView a, ConstMatrixView b) {
  if (a.rows != b.rows || a.cols != b.cols) {
    throw ShapeError("the difference of " + shape_text(a.rows, a.cols) + " and " + shape_text(b.rows, b.cols));
  }
  double largest = 0;
  for (Index i = 0; i < a.rows; ++i) {
    for (Index j = 0; j < a.cols; ++j) {
      const double difference = std::fabs(static_cast<double>(a(i, j)) - b(i, j));
      if (std::isnan(difference)) return std::numeric_limits<double>::quiet_NaN();
      largest = std::max(largest, difference);
    }
  }
  return largest;
}

}  // namespace rederive
