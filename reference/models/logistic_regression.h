// Logistic regression of two classes, in double, with a ridge on the weights.
//
//   h = w'x + w_0,   p = sigmoid(h)
//   l = (1/n) sum_i [ln(1 + e^h_i) - y_i h_i] + ridge |w|^2          the bias w_0 is not in |w|^2
//   dl/dw = (1/n) sum_i (p_i - y_i) x_i + 2 ridge w,   dl/dw_0 = (1/n) sum_i (p_i - y_i)
//
// x is n x m float32, a row an example; y has n numbers, 0 or 1. Sums have one order: an inner product is eight chains
// over j mod 8, added as a tree, and sums over examples go from the first to the last. So the bits are the same on
// every machine.
#pragma once

#include <span>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"

namespace rederive {

struct LogisticRegression {
  std::vector<double> weights;  // m
  double bias = 0;

  /// Weights uniform in +-sqrt(6 / (m + 1)), as Dense::start_glorot has them for one output; bias 0. ShapeError for a
  /// size below 1.
  static LogisticRegression glorot(Index inputs, const Stream& stream);

  /// |w|^2
  double squared_norm() const;
  /// h of one row of m numbers.
  double logit(const float* x) const;
};

/// a'b of m numbers each, in the order above.
double inner_product(const float* a, const double* b, Index m);

struct LogisticScore {
  double loss = 0;      // l without the ridge, nats an example
  double accuracy = 0;  // the share with h > 0 where y = 1 and h <= 0 where y = 0
};

/// UsageError without rows; ShapeError where x does not fit the model or y the rows.
LogisticScore score(const LogisticRegression& model, ConstMatrixView x, std::span<const double> y);

/// l and its gradient, which has the weights' m numbers and then the bias's. Throws as score does.
double objective(const LogisticRegression& model, ConstMatrixView x, std::span<const double> y, double ridge,
                 std::vector<double>& gradient);

/// Throws as score does.
void expect_examples(const LogisticRegression& model, ConstMatrixView x, std::span<const double> y);

}  // namespace rederive
