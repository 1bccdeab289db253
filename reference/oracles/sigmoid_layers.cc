#include "reference/oracles/sigmoid_layers.h"

#include <cmath>

#include "reference/core/elementary.h"

namespace rederive::oracle {
namespace {

constexpr double kU = 0x1p-24;
constexpr double kTiny = 1.2e-38;  // below it float32 is not relative any more

std::size_t place(const Bounded& a, Index i, Index j) { return static_cast<std::size_t>(i * a.cols + j); }

Bounded zeros(Index rows, Index cols) {
  const auto size = static_cast<std::size_t>(rows * cols);
  return {rows, cols, std::vector<double>(size), std::vector<double>(size)};
}

Bounded exact(ConstMatrixView a) {
  Bounded result = zeros(a.rows, a.cols);
  for (Index i = 0; i < a.rows; ++i) {
    for (Index j = 0; j < a.cols; ++j) result.value[place(result, i, j)] = a(i, j);
  }
  return result;
}

Bounded transposed(const Bounded& a) {
  Bounded result = zeros(a.cols, a.rows);
  for (Index i = 0; i < a.rows; ++i) {
    for (Index j = 0; j < a.cols; ++j) {
      result.value[place(result, j, i)] = a.value[place(a, i, j)];
      result.error[place(result, j, i)] = a.error[place(a, i, j)];
    }
  }
  return result;
}

// Each sum has as many roundings as terms, and two more where it is scaled and added to something.
Bounded product(const Bounded& a, const Bounded& b) {
  Bounded c = zeros(a.rows, b.cols);
  const double gamma = static_cast<double>(a.cols + 2) * kU / (1 - static_cast<double>(a.cols + 2) * kU);
  for (Index i = 0; i < c.rows; ++i) {
    for (Index j = 0; j < c.cols; ++j) {
      double magnitude = 0;
      double& value = c.value[place(c, i, j)];
      double& error = c.error[place(c, i, j)];
      for (Index l = 0; l < a.cols; ++l) {
        const std::size_t p = place(a, i, l);
        const std::size_t q = place(b, l, j);
        value += a.value[p] * b.value[q];
        const double largest = (std::fabs(a.value[p]) + a.error[p]) * (std::fabs(b.value[q]) + b.error[q]);
        magnitude += largest;
        error += largest - std::fabs(a.value[p] * b.value[q]);
      }
      error += gamma * magnitude + kTiny;
    }
  }
  return c;
}

// The slope of a sigmoid is 1/4 at most; the kernel adds 4 u of the result.
Bounded sigmoid(Bounded s) {
  for (std::size_t i = 0; i < s.value.size(); ++i) {
    s.value[i] = sigmoid_exact_bits(s.value[i]);
    s.error[i] /= 4;
    s.error[i] += 4 * kU * (s.value[i] + s.error[i]) + kTiny;
  }
  return s;
}

// g z (1 - z): z (1 - z) is 1/4 at most and moves no more than z does; three roundings.
Bounded through_sigmoid(Bounded g, const Bounded& z) {
  for (std::size_t i = 0; i < g.value.size(); ++i) {
    const double slope = z.value[i] * (1 - z.value[i]);
    const double slope_error = z.error[i] + z.error[i] * z.error[i];
    const double largest = (std::fabs(g.value[i]) + g.error[i]) * (slope + slope_error);
    g.error[i] = largest - std::fabs(g.value[i]) * slope + 3 * kU * largest + kTiny;
    g.value[i] *= slope;
  }
  return g;
}

Bounded residual(Bounded z, ConstMatrixView targets) {
  const Bounded t = exact(targets);
  for (std::size_t i = 0; i < z.value.size(); ++i) {
    z.value[i] -= t.value[i];
    z.error[i] += kU * (std::fabs(z.value[i]) + z.error[i]);
  }
  return z;
}

}  // namespace

std::vector<Bounded> sigmoid_layer_gradients(ConstMatrixView x, std::span<const ConstMatrixView> weights,
                                             ConstMatrixView targets) {
  std::vector<Bounded> z{exact(x)};
  for (const ConstMatrixView w : weights) z.push_back(sigmoid(product(z.back(), exact(w))));
  std::vector<Bounded> gradients(weights.size());
  Bounded d = through_sigmoid(residual(z.back(), targets), z.back());
  for (std::size_t k = weights.size(); k-- > 0;) {
    gradients[k] = product(transposed(z[k]), d);
    if (k > 0) d = through_sigmoid(product(d, transposed(exact(weights[k]))), z[k]);
  }
  return gradients;
}

}  // namespace rederive::oracle
