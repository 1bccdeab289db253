// The chain rule where a variable enters directly and through a sigmoid.
//
//   f(x, y) = E(x, y, sigma(x), sigma(y)),   E(x, y, s, t) = N / D,  N = x^2 + t,  D = 3 x + y - s
//   df/dx = dE/dx + dE/ds sigma'(x),   df/dy = dE/dy + dE/dt sigma'(y)
//
// In E the four arguments are free of each other. All derivatives here are numerical: the truth for the formulas.
// Source: document 000, section 3.1
#pragma once

#include "experiments/checking/comparison.h"
#include "experiments/checking/functions.h"

namespace rederive::checking {

// Arguments of f and E, as indices.
enum Argument { kX, kY, kSigmaX, kSigmaY };

template <class T>
T E(const Mat<T>& v) {
  return (v[kX] * v[kX] + v[kSigmaY]) / (3.0 * v[kX] + v[kY] - v[kSigmaX]);
}

template <class T>
Mat<T> arguments(const Mat<T>& xy) {
  return Mat<T>{{xy[kX]}, {xy[kY]}, {sigmoid(xy[kX])}, {sigmoid(xy[kY])}};
}

struct Point {
  double x, y;

  Matrix64 xy() const { return {{x}, {y}}; }
  double N() const { return x * x + sigmoid(y); }
  double D() const { return 3 * x + y - sigmoid(x); }

  // The truth, by complex steps with which differences must agree.
  Matrix64 partials() const {
    return slopes([](const auto& v) { return E(v); }, arguments(xy()));
  }
  Matrix64 slopes_of_f() const {
    return slopes([](const auto& v) { return E(arguments(v)); }, xy());
  }
  static double slope_of_sigmoid(double at) {
    return slopes([](const auto& v) { return sigmoid(v[0]); }, Matrix64(1, 1, at))[0];
  }

 private:
  template <class F>
  static Matrix64 slopes(const F& f, const Matrix64& at) {
    Matrix64 exact = complex_slopes(f, at);
    require_agreement(gradient(exact, f, at));
    return exact;
  }
};

inline double e_by_x(const Point& at) { return at.partials()[kX]; }
inline double e_by_y(const Point& at) { return at.partials()[kY]; }
inline double e_by_sigma_x(const Point& at) { return at.partials()[kSigmaX]; }
inline double e_by_sigma_y(const Point& at) { return at.partials()[kSigmaY]; }
inline double sigma_x_slope(const Point& at) { return Point::slope_of_sigmoid(at.x); }
inline double sigma_y_slope(const Point& at) { return Point::slope_of_sigmoid(at.y); }
inline double f_by_x(const Point& at) { return at.slopes_of_f()[kX]; }
inline double f_by_y(const Point& at) { return at.slopes_of_f()[kY]; }

}  // namespace rederive::checking
