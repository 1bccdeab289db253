// Dropout: what it does to a value that it may drop.
//
//   y = 0 with probability p, else x / (1 - p):    E y = x,  Var y = x^2 p / (1 - p)
//   p = .2 between the layers of the MLP; .25 behind the pooling and .5 behind the hidden layer of the ConvNet
//
// Known by all masks of a few values that a linear unit w reads, independent of each other.
// Source: document 001, question 4
#include <algorithm>
#include <vector>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"
#include "reference/kernels/dropout.h"

namespace rederive::checking {
namespace {

// Mean and variance of w'y over all masks of a few values x, y = factor x where kept.
struct Masked {
  Masked(const Trial& in, double drop, double factor)
      : x(in.vector("x", in.size("n", 3, 6))), w(in.vector("w", x.size())) {
    for (int mask = 0; mask < 1 << x.size(); ++mask) {
      double probability = 1;
      double output = 0;
      for (int i = 0; i < x.size(); ++i) {
        const bool kept = ((mask >> i) & 1) == 1;
        probability *= kept ? 1 - drop : drop;
        if (kept) output += w[i] * factor * x[i];
      }
      mean += probability * output;
      square += probability * output * output;
    }
    variance = square - mean * mean;
  }

  Matrix64 x, w;
  double mean = 0;
  double square = 0;  // mean of the squares
  double variance = 0;
};

// The mean stays w'x, the variance is sum (w x)^2 p / (1 - p).
Comparison moments(const Trial& in, const std::vector<double>& rates, bool scaled) {
  Matrix64 stated(static_cast<int>(rates.size()), 2);
  Matrix64 truth = stated;
  double scale = 0;
  for (int i = 0; i < stated.rows(); ++i) {
    const double drop = rates[static_cast<std::size_t>(i)];
    const Masked m(in, drop, scaled ? 1 / (1 - drop) : 1);
    const Matrix64 parts = hadamard(m.w, m.x);
    stated(i, 0) = sum(parts);
    stated(i, 1) = dot(parts, parts) * drop / (1 - drop);
    truth(i, 0) = m.mean;
    truth(i, 1) = m.variance;
    scale = std::max({scale, m.square, std::abs(m.mean)});  // before the variance cancels
  }
  return equal(stated, truth, scale);
}

// Of ones, the share that stays and the mean times 1 - p: both 1 - p, up to five standard deviations of a share.
Comparison kernel_shares(const Trial& in, const std::vector<double>& rates) {
  const int n = in.size("values", 40000, 50000);
  const Matrix ones = to_float32(Matrix64(1, n, 1.0));
  Matrix64 found(static_cast<int>(rates.size()), 2);
  Matrix64 expected = found;
  double tolerance = 1;
  for (int i = 0; i < found.rows(); ++i) {
    const double drop = rates[static_cast<std::size_t>(i)];
    Matrix y(1, n);
    dropout(ones, Stream(static_cast<std::uint64_t>(in.number()), "dropout"), static_cast<float>(drop), y);
    const Matrix64 values = to_double(y);
    found(i, 0) = sum(map(values, [](double v) { return v != 0 ? 1.0 : 0.0; })) / n;
    found(i, 1) = (1 - drop) * sum(values) / n;
    expected(i, 0) = expected(i, 1) = 1 - drop;
    tolerance = std::min(tolerance, 5 * sqrt(drop * (1 - drop) / n));
  }
  return within(found, expected, tolerance);
}

Identity identity_of(std::string_view id, std::string_view text, const std::vector<double>& rates) {
  return {.id = id,
          .printed = {text, [rates](const Trial& in) { return moments(in, rates, true); }},
          .wrong = {"kept values not divided by 1 - p", [rates](const Trial& in) { return moments(in, rates, false); }},
          .code = {"kernels/dropout.h dropout", [rates](const Trial& in) { return kernel_shares(in, rates); }}};
}

const RegisteredIdentities identities{{
    .title = "Dropout keeps the mean",
    .source = "001 Q4",
    .claims = {identity_of("001.Q4.mlp-dropout", "p = .2: E w'y = w'x, Var w'y = sum_i (w_i x_i)^2 / 4", {0.2}),
               identity_of("001.Q4.conv-dropout",
                           "p = .25 and .5: E w'y = w'x, Var w'y = sum_i (w_i x_i)^2 / 3 and sum_i (w_i x_i)^2",
                           {0.25, 0.5})},
}};

}  // namespace
}  // namespace rederive::checking
