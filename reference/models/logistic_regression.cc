#include "reference/models/logistic_regression.h"

#include <array>
#include <string>

#include "reference/core/elementary.h"
#include "reference/core/error.h"
#include "reference/layers/dense.h"

namespace rederive {
namespace {

constexpr Index kLanes = 8;

double tree(const std::array<double, kLanes>& s) {
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

template <class T>
double lanes_product(const T* a, const double* b, Index m) {
  std::array<double, kLanes> sums{};
  Index j = 0;
  for (; j + kLanes <= m; j += kLanes) {
    for (Index l = 0; l < kLanes; ++l) sums[l] += static_cast<double>(a[j + l]) * b[j + l];
  }
  for (Index l = 0; j < m; ++j, ++l) sums[l] += static_cast<double>(a[j]) * b[j];
  return tree(sums);
}

}  // namespace

LogisticRegression LogisticRegression::glorot(Index inputs, const Stream& stream) {
  Dense layer(inputs, 1);
  layer.start_glorot(stream);
  const Matrix& start = layer.weights().value;
  return {.weights = std::vector<double>(start.data(), start.data() + start.size()), .bias = 0};
}

double inner_product(const float* a, const double* b, Index m) { return lanes_product(a, b, m); }

double LogisticRegression::squared_norm() const {
  return lanes_product(weights.data(), weights.data(), std::ssize(weights));
}

double LogisticRegression::logit(const float* x) const {
  return lanes_product(x, weights.data(), std::ssize(weights)) + bias;
}

void expect_examples(const LogisticRegression& model, ConstMatrixView x, std::span<const double> y) {
  if (x.rows < 1) throw UsageError("logistic regression on no examples; give at least one row");
  if (x.cols != std::ssize(model.weights) || std::ssize(y) != x.rows) {
    throw ShapeError("logistic regression with " + std::to_string(model.weights.size()) + " weights on " +
                     shape_text(x.rows, x.cols) + " examples with " + std::to_string(y.size()) + " classes");
  }
}

LogisticScore score(const LogisticRegression& model, ConstMatrixView x, std::span<const double> y) {
  expect_examples(model, x, y);
  double nats = 0;
  Index right = 0;
  for (Index i = 0; i < x.rows; ++i) {
    const double h = model.logit(x.row(i));
    nats += softplus_exact_bits(y[i] > 0 ? -h : h);
    right += (h > 0) == (y[i] > 0) ? 1 : 0;
  }
  const auto n = static_cast<double>(x.rows);
  return {.loss = nats / n, .accuracy = static_cast<double>(right) / n};
}

double objective(const LogisticRegression& model, ConstMatrixView x, std::span<const double> y, double ridge,
                 std::vector<double>& gradient) {
  expect_examples(model, x, y);
  const Index m = x.cols;
  const auto n = static_cast<double>(x.rows);
  gradient.assign(static_cast<std::size_t>(m + 1), 0.0);
  double nats = 0;
  for (Index i = 0; i < x.rows; ++i) {
    const float* row = x.row(i);
    const double h = model.logit(row);
    nats += softplus_exact_bits(y[i] > 0 ? -h : h);
    const double residual = (sigmoid_exact_bits(h) - y[i]) / n;
    for (Index j = 0; j < m; ++j) gradient[j] += residual * static_cast<double>(row[j]);
    gradient[m] += residual;
  }
  for (Index j = 0; j < m; ++j) gradient[j] += 2 * ridge * model.weights[j];
  return nats / n + ridge * model.squared_norm();
}

}  // namespace rederive
