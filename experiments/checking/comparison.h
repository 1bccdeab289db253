// What a statement comes to at one input: the numbers it states beside the numbers that are true.
//
// Tolerances: an identity holds to 1e-12 of its scale; a gradient to 1e-6 of its largest element (1e-8 at least); a
// printed figure to half a unit of its last digit.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "experiments/checking/mat.h"

namespace rederive::checking {

struct Comparison {
  std::vector<double> stated;
  std::vector<double> truth;
  double tolerance = 0;  // of each element, absolute
};

/// Two sides of an identity. `scale` is that of the quantity: by default the largest element of either side; give it
/// where both cancel to almost nothing. ShapeError where the shapes differ.
Comparison equal(const Matrix64& stated, const Matrix64& truth, double scale = 0);
Comparison equal(double stated, double truth, double scale = 0);

/// Float32 code against the formula in double: `tolerance` is absolute and derived where it is given.
Comparison within(const Matrix64& stated, const Matrix64& truth, double tolerance);

/// Printed figures against computed ones. "0.064"; a matrix row by row: "0.60 0.01; 0.70 0.43".
Comparison printed(std::string_view figures, const Matrix64& computed);
Comparison printed(std::string_view figure, double computed);

/// A condition that the statement says holds.
Comparison holds(bool condition);

/// Two comparisons as one, all elements to the smaller tolerance.
Comparison both(Comparison one, const Comparison& other);

using Scalar = std::function<double(const Matrix64&)>;
using Vector = std::function<Matrix64(const Matrix64&)>;

/// Slopes of f at x by central differences whose step shrinks from `step` and is extrapolated to nothing. f must be
/// smooth within `step` of x in every direction: keep kinks away, and take a smaller step. Error where the differences
/// do not settle to the tolerance of a gradient.
Matrix64 slopes(const Scalar& f, const Matrix64& x, double step = 1e-2);
/// Rows: elements of f(x); columns: elements of x.
Matrix64 jacobian(const Vector& f, const Matrix64& x, double step = 1e-2);

/// The gradient of f at x as the statement has it, against differences. ShapeError where it is not of x's shape.
Comparison gradient(const Matrix64& stated, const Scalar& f, const Matrix64& x, double step = 1e-2);
/// A derivative that is known already (another gradient, a column of a Jacobian), with the tolerance of a gradient.
Comparison same_gradient(const Matrix64& stated, const Matrix64& truth);
Comparison same_gradient(double stated, double truth);

/// So small that its square vanishes beside 1 (functions.h).
constexpr double kComplexStep = 1e-100;

/// Slopes of an analytic f by complex steps, exact to rounding: f takes Mat<double> and Mat<Complex> alike.
template <class F>
Matrix64 complex_slopes(const F& f, const Matrix64& x) {
  Mat<Complex> z(x);
  Matrix64 result(x.rows(), x.cols());
  for (int i = 0; i < x.size(); ++i) {
    z[i] = Complex(x[i], kComplexStep);
    result[i] = Complex(f(z)).imag() / kComplexStep;
    z[i] = x[i];
  }
  return result;
}
/// The same of a matrix f(x). Rows: elements of f(x); columns: elements of x.
template <class F>
Matrix64 complex_jacobian(const F& f, const Matrix64& x) {
  Mat<Complex> z(x);
  Matrix64 result(f(z).size(), x.size());
  for (int i = 0; i < x.size(); ++i) {
    z[i] = Complex(x[i], kComplexStep);
    const Mat<Complex> values = f(z);
    for (int k = 0; k < values.size(); ++k) result(k, i) = values[k].imag() / kComplexStep;
    z[i] = x[i];
  }
  return result;
}

/// Error unless all elements are within the tolerance: two ways to one number that must agree.
void require_agreement(const Comparison& comparison);

/// As gradient(), the truth by complex steps, with which differences of f must agree (else Error).
template <class F>
Comparison analytic_gradient(const Matrix64& stated, const F& f, const Matrix64& x, double step = 1e-2) {
  const Matrix64 truth = complex_slopes(f, x);
  require_agreement(gradient(
      truth, [&](const Matrix64& at) { return static_cast<double>(f(at)); }, x, step));
  return same_gradient(stated, truth);
}

/// Of all elements, the largest |stated - truth|, where it is, and whether all are within the tolerance. NaN never is.
struct Worst {
  std::size_t place = 0;
  double error = 0;
  bool holds = true;
};
Worst worst(const Comparison& comparison);

}  // namespace rederive::checking
