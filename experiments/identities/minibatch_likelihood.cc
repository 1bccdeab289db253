// What a step of training sees of the digits, and what it makes smaller.
//
//   60 000 digits in batches of 128;  loss = the mean over a batch of -log softmax(z)_label
//
// The likelihood of a batch is the product of its labels' probabilities; its negative logarithm, divided by the number
// of images, is the loss. (A loss that takes log-probabilities and is handed probabilities gives the mean of -p
// instead.) Source: document 001, question 4
#include <algorithm>
#include <vector>

#include "experiments/checking/identities.h"
#include "experiments/identities/softmax_rounding.h"
#include "reference/data/minibatches.h"
#include "reference/kernels/softmax_nll.h"

namespace rederive::checking {
namespace {

constexpr int kDigits = 60000;
constexpr int kBatch = 128;

// The largest batch, how many there are, and the last one.
Matrix64 summary(const std::vector<int>& batches) {
  return {{1.0 * *std::max_element(batches.begin(), batches.end()), static_cast<double>(batches.size()),
           1.0 * batches.back()}};
}

Matrix64 cut_into_batches() {
  std::vector<int> batches;
  for (int left = kDigits; left > 0; left -= batches.back()) batches.push_back(std::min(left, kBatch));
  return summary(batches);
}

struct Batch {
  explicit Batch(const Trial& in)
      : rows(in.size("N", 2, 6)), classes(in.size("K", 7, 10)), scores(in.matrix("z", rows, classes, in.scale())) {
    Draws draws = in.draws("labels");
    for (int i = 0; i < rows; ++i) labels.push_back(draws.below(static_cast<std::uint32_t>(classes)));
  }
  Matrix64 probabilities(int i, const Matrix64& z) const { return softmax(row_of(z, i)); }
  /// sum_i loss(p_i,label(i)) / N
  template <class F>
  double mean(const F& loss) const {
    double total = 0;
    for (int i = 0; i < rows; ++i) total += loss(probabilities(i, scores)[label(i)]);
    return total / rows;
  }
  /// That all labels are drawn, each independently with its probability.
  double likelihood() const {
    double product = 1;
    for (int i = 0; i < rows; ++i) {
      double total = 0;
      for (int j = 0; j < classes; ++j) total += exp(scores(i, j) - scores(i, label(i)));
      product /= total;
    }
    return product;
  }
  int label(int i) const { return static_cast<int>(labels[static_cast<std::size_t>(i)]); }

  int rows, classes;
  Matrix64 scores;
  std::vector<std::uint32_t> labels;
};

Comparison kernel_losses(const Batch& b) {
  const Matrix scores = to_float32(b.scores);
  Matrix slopes(b.rows, b.classes);
  std::vector<double> found(b.labels.size());
  softmax_nll(scores, b.labels, 1, slopes, found);
  const Matrix64 z = to_double(scores);
  Matrix64 truth(b.rows, 1);
  double tolerance = 0;
  for (int i = 0; i < b.rows; ++i) {
    truth[i] = -log(b.probabilities(i, z)[b.label(i)]);
    tolerance = std::max(tolerance, SoftmaxRounding(row_of(z, i)).loss());
  }
  return within(column(found), truth, tolerance);
}

template <class F>
auto batch(const F& statement) {
  return [statement](const Trial& in) { return statement(Batch(in)); };
}

const RegisteredIdentities identities{{
    .title = "Batches and negative log-likelihood",
    .source = "001 Q4",
    .claims = {{.id = "001.Q4.batch",
                .printed = {"batches of 128: 469 in an epoch of 60000 digits, 96 digits in the last one",
                            [](const Trial&) { return printed("128 469 96", cut_into_batches()); }},
                .wrong = {"468 in an epoch, all full",
                          [](const Trial&) { return printed("128 468 128", cut_into_batches()); }},
                .code = {"data/minibatches.h minibatches",
                         [](const Trial&) {
                           std::vector<int> batches;
                           for (const RowIndices rows : minibatches(kDigits, kBatch, Stream(1, "shuffle"))) {
                             batches.push_back(static_cast<int>(rows.size()));
                           }
                           return printed("128 469 96", summary(batches));
                         }}},
               {.id = "001.Q4.nll",
                .printed = {"loss = mean of -log softmax(z)_label = -log(likelihood of the labels) / N",
                            batch([](const Batch& b) {
                              return equal(b.mean([](double p) { return -log(p); }), -log(b.likelihood()) / b.rows);
                            })},
                .wrong = {"loss = mean of -softmax(z)_label", batch([](const Batch& b) {
                            return equal(b.mean([](double p) { return -p; }), -log(b.likelihood()) / b.rows);
                          })},
                .code = {"kernels/softmax_nll.h softmax_nll", batch(kernel_losses)}}},
}};

}  // namespace
}  // namespace rederive::checking
