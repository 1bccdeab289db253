// Does learning put all the mass on a wrong class, or take it away from there?
//
//   yhat = softmax(W x + b),  l = -log yhat_c1;  all the mass on c2: yhat_c2 is 1 in double, a lead of about 37
//   W <- W - rate dl/dW,  b <- b - rate dl/db
//
// In exact numbers no logits give yhat_c2 = 1. What matters is rounding: -log yhat_c1 is lost there, or infinite.
// Source: document 000, section 2.2.2
#include <algorithm>
#include <cstdint>
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/confident_mistake.h"
#include "reference/kernels/softmax_nll.h"

namespace rederive::checking {
namespace {

// "Moves away": after a step on the example, at a rate in [.001, 1], c2 leads c1 by less and the loss is lower.
Comparison moves_away(const Trial& in, const Mistake& m, const Matrix64& loss_by_logits) {
  const Matrix64 step = in.number("rate", 1e-3, 1) * loss_by_logits;
  const Matrix64 before = m.a();
  const Matrix64 after = (m.W - step * transpose(m.x)) * m.x + (m.b - step);
  return holds(after[m.c2] - after[m.c1] < before[m.c2] - before[m.c1] &&
               label_cost(after, m.c1) < label_cost(before, m.c1));
}

const Identity step_away{
    .id = "000.S2.2.2.moves-away",
    .printed = {"where yhat_c2 = 1, a step down the cross-entropy lowers the lead of c2 and the loss",
                [](const Trial& in) {
                  const Mistake m = confident_mistake(in);
                  return moves_away(in, m, m.yhat() - m.y);
                }},
    .wrong = {"the same of |yhat - y|^2 / 2, whose slope is 0 there", [](const Trial& in) {
                const Mistake m = confident_mistake(in);
                const Matrix64 p = m.yhat();
                return moves_away(in, m, (diag(p) - p * transpose(p)) * (p - m.y));
              }}};

// The logits of each example as it was met, a row each.
struct Met {
  int label(int n) const { return static_cast<int>(labels[static_cast<std::size_t>(n)]); }

  Matrix64 logits;
  std::vector<std::uint32_t> labels;
};

// Two epochs of single examples of three overlapping clusters, from N(0, .1).
Met trained(const Trial& in, double scale, double rate) {
  constexpr int kFeatures = 5;
  constexpr int kClusters = 3;
  constexpr int kExamples = 60;
  const Matrix64 centres = in.matrix("centres", kFeatures, kClusters);
  const Matrix64 spread = in.matrix("spread", kFeatures, kExamples);
  Matrix64 W = in.matrix("W", kClusters, kFeatures, 0.1);
  Matrix64 b(kClusters, 1);
  Met met{Matrix64(2 * kExamples, kClusters), {}};
  for (int n = 0; n < 2 * kExamples; ++n) {
    const int label = n % kClusters;
    const Matrix64 x = scale * (column_of(centres, label) + column_of(spread, n % kExamples));
    const Matrix64 a = W * x + b;
    for (int i = 0; i < kClusters; ++i) met.logits(n, i) = a[i];
    met.labels.push_back(static_cast<std::uint32_t>(label));
    const Matrix64 step = rate * (softmax(a) - unit(kClusters, label));
    W = W - step * transpose(x);
    b = b - step;
  }
  return met;
}

// Examples with all their mass, to rounding, on a wrong class.
int confidently_wrong(const Met& met) {
  int count = 0;
  for (int n = 0; n < met.logits.rows(); ++n) {
    const Matrix64 p = softmax(row_of(met.logits, n));
    count += largest(p) == 1 && p[met.label(n)] != 1 ? 1 : 0;
  }
  return count;
}

// Examples whose loss is not between the lead of the largest logit and log K more.
int out_of_bounds(const Met& met) {
  int count = 0;
  for (int n = 0; n < met.logits.rows(); ++n) {
    const Matrix64 a = row_of(met.logits, n);
    const double lead = *std::max_element(a.values().begin(), a.values().end()) - a[met.label(n)];
    const double loss = label_cost(a, met.label(n));
    count += loss >= lead && loss <= (lead + log(a.size())) * (1 + 1e-12) ? 0 : 1;
  }
  return count;
}

constexpr double kRate = 0.1;

Comparison as_trained(const Trial& in) {
  const Met met = trained(in, in.scale(), kRate);
  const Matrix64 a = rounded_to_float32(met.logits);
  Matrix gradient(a.rows(), a.cols());
  std::vector<double> losses(met.labels.size());
  softmax_nll(to_float32(a), met.labels, 1, gradient, losses);
  Matrix64 truth(a.rows(), 1);
  double tolerance = 0;
  for (int n = 0; n < a.rows(); ++n) {
    const Matrix64 logits = row_of(a, n);
    truth[n] = label_cost(logits, met.label(n));
    tolerance = std::max(tolerance, SoftmaxRounding(logits).loss());
  }
  return within(column(losses), truth, tolerance);
}

// "No worry": it never happens along the way. A step on one example moves the logits of the next by up to rate (|x|^2 +
// 1), so that it does happen where features are large. What then need not be worried about is a loss taken from logits.
const Identity no_worry{
    .id = "000.S2.2.2.no-worry",
    .printed = {"no example met in training from a random start has yhat_c2 = 1, whatever the scale of x",
                [](const Trial& in) { return printed("0", confidently_wrong(trained(in, in.scale(), kRate))); }},
    .corrected = {"none where rate (|x|^2 + 1) is about 1; log sum_j exp(a_j - a_c1) is a finite loss for all others",
                  [](const Trial& in) {
                    const double scale = in.scale();
                    const double rate = kRate / std::max(1.0, scale * scale);
                    return printed("0; 0", {{1.0 * confidently_wrong(trained(in, scale, rate))},
                                            {1.0 * out_of_bounds(trained(in, scale, kRate))}});
                  }},
    .code = {"kernels/softmax_nll.h, its losses at these logits", as_trained}};

const RegisteredIdentities identities{
    {.title = "All mass on a wrong class: in training", .source = "000 §2.2.2", .claims = {step_away, no_worry}}};

}  // namespace
}  // namespace rederive::checking
