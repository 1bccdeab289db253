#include "reference/training/logistic_trainer.h"

#include "reference/core/elementary.h"
#include "reference/data/minibatches.h"

namespace rederive {

void LogisticTrainer::epoch(LogisticRegression& model, ConstMatrixView x, std::span<const double> y,
                            const Stream& shuffle) {
  expect_examples(model, x, y);
  const Index m = x.cols;
  const double shrink = 1 - options_.rate * 2 * options_.ridge;
  for (const RowIndices rows : minibatches(x.rows, options_.batch, shuffle)) {
    gradient_.assign(static_cast<std::size_t>(m), 0.0);
    double by_bias = 0;
    for (const std::uint32_t i : rows) {
      const float* row = x.row(i);
      const double residual = (sigmoid_exact_bits(model.logit(row)) - y[i]) / static_cast<double>(rows.size());
      for (Index j = 0; j < m; ++j) gradient_[j] += residual * static_cast<double>(row[j]);
      by_bias += residual;
    }
    for (Index j = 0; j < m; ++j) model.weights[j] = shrink * model.weights[j] - options_.rate * gradient_[j];
    model.bias -= options_.rate * by_bias;
  }
}

}  // namespace rederive
