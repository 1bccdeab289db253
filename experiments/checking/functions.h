// The functions that the documents' formulas are made of, for double and for complex steps, the same bits everywhere.
//
// A complex argument is x + i h with an h so small (1e-100) that h^2 vanishes beside 1: cos h = 1 and sin h = h to the
// last bit, so f(x + i h) = f(x) + i h f'(x), and the derivative is read off the imaginary part without a difference.
// Source: Squire and Trapp, SIAM Review 40(1), 1998.
#pragma once

#include <algorithm>
#include <cmath>

#include "experiments/checking/mat.h"
#include "reference/core/elementary.h"

namespace rederive::checking {

inline double exp(double x) { return exp_exact_bits(x); }
inline double log(double x) { return log_exact_bits(x); }
inline double sigmoid(double x) { return sigmoid_exact_bits(x); }
inline double sqrt(double x) { return std::sqrt(x); }
inline double real(double x) { return x; }
/// x^p, x > 0
inline double pow(double x, double p) { return exp(p * log(x)); }
/// x^n by multiplications, n >= 0, any x
inline double power(double x, int n) {
  double product = 1;
  for (int factor = 0; factor < n; ++factor) product *= x;
  return product;
}

inline Complex exp(const Complex& z) {
  const double e = exp(z.real());
  return {e, e * z.imag()};
}
inline Complex log(const Complex& z) { return {log(z.real()), z.imag() / z.real()}; }
inline Complex sigmoid(const Complex& z) {
  const double s = sigmoid(z.real());
  return {s, s * sigmoid(-z.real()) * z.imag()};
}
inline Complex sqrt(const Complex& z) {
  const double root = std::sqrt(z.real());
  return {root, z.imag() / (2 * root)};
}
inline double real(const Complex& z) { return z.real(); }
inline Complex pow(const Complex& z, double p) { return exp(p * log(z)); }
/// The branch is that of the real part.
template <class T>
T relu(const T& x) {
  return real(x) > 0 ? x : T{};
}
template <class T>
T absolute(const T& x) {
  return real(x) < 0 ? -x : x;
}

/// Each element nearer than `margin` to `kink` moved to that distance, on its own side.
inline Matrix64 kept_away(const Matrix64& a, double kink, double margin) {
  return map(a, [=](double x) {
    if (std::abs(x - kink) >= margin) return x;
    return x < kink ? kink - margin : kink + margin;
  });
}
inline Matrix64 magnitudes(const Matrix64& a) {
  return map(a, [](double x) { return absolute(x); });
}
/// max_i sum_j |a_ij|
inline double infinity_norm(const Matrix64& a) { return largest(magnitudes(a) * Matrix64(a.cols(), 1, 1.0)); }
/// Weights as probabilities, a_ij / sum_kl a_kl.
template <class T>
Mat<T> normalised(const Mat<T>& a) {
  const T total = sum(a);
  return map(a, [&](const T& x) { return x / total; });
}

/// sigmoid'(x) = sigmoid(x) (1 - sigmoid(x))
inline double sigmoid_slope(double x) { return sigmoid(x) * sigmoid(-x); }

template <class T>
Mat<T> exp(const Mat<T>& a) {
  return map(a, [](const T& x) { return exp(x); });
}
template <class T>
Mat<T> log(const Mat<T>& a) {
  return map(a, [](const T& x) { return log(x); });
}
template <class T>
Mat<T> sigmoid(const Mat<T>& a) {
  return map(a, [](const T& x) { return sigmoid(x); });
}
inline Matrix64 sigmoid_slope(const Matrix64& a) {
  return map(a, [](double x) { return sigmoid_slope(x); });
}

/// softmax(a)_i = exp(a_i - m) / sum_l exp(a_l - m), m the largest a_l.
template <class T>
Mat<T> softmax(const Mat<T>& a) {
  double most = real(a[0]);
  for (const T& x : a.values()) most = std::max(most, real(x));
  const Mat<T> e = map(a, [most](const T& x) { return exp(x - most); });
  const T total = sum(e);
  return map(e, [&](const T& x) { return x / total; });
}

/// -log softmax(a)_c = log sum_j exp(a_j - a_c) from the logits, finite wherever they are.
inline double label_cost(const Matrix64& a, int c) {
  const double most = *std::max_element(a.values().begin(), a.values().end());
  return log(sum(map(a, [&](double logit) { return exp(logit - most); }))) + (most - a[c]);
}

/// -sum_i y_i log p_i; terms with y_i = 0 count nothing whatever p_i is.
template <class T>
T cross_entropy(const Matrix64& y, const Mat<T>& p) {
  require_same_shape(y, p, "cross-entropy");
  T total{};
  for (int i = 0; i < y.size(); ++i) {
    if (y[i] != 0) total -= y[i] * log(p[i]);
  }
  return total;
}

}  // namespace rederive::checking
