// From the double matrices of the formulas to the float32 ones of the code that trains, and back.
#pragma once

#include "experiments/checking/mat.h"
#include "reference/core/matrix.h"

namespace rederive::checking {

/// u of float32.
constexpr double kRoundoff = 0x1p-24;

/// Each element rounded to the nearest float32: inputs that formula and code can have alike.
inline Matrix64 rounded(const Matrix64& a) {
  return map(a, [](double x) { return static_cast<double>(static_cast<float>(x)); });
}

inline Matrix float32(const Matrix64& a) {
  Matrix result(a.rows(), a.cols());
  for (int i = 0; i < a.size(); ++i) result.data()[i] = static_cast<float>(a[i]);
  return result;
}

inline Matrix64 float64(ConstMatrixView a) {
  Matrix64 result(static_cast<int>(a.rows), static_cast<int>(a.cols));
  for (int i = 0; i < result.rows(); ++i) {
    for (int j = 0; j < result.cols(); ++j) result(i, j) = static_cast<double>(a(i, j));
  }
  return result;
}

/// The same elements, row by row, in another shape. ShapeError where their numbers differ.
template <class T>
Mat<T> reshaped(const Mat<T>& a, int rows, int cols) {
  Mat<T> result(rows, cols);
  if (result.size() != a.size()) throw ShapeError("a (" + a.shape() + ") matrix as " + result.shape());
  for (int i = 0; i < a.size(); ++i) result[i] = a[i];
  return result;
}

}  // namespace rederive::checking
