// From the double matrices of the formulas to the float32 matrices of the library, and back.
#pragma once

#include <algorithm>

#include "experiments/checking/mat.h"
#include "reference/core/matrix.h"

namespace rederive::checking {

/// Half the distance from 1 to the next float32: what rounding a number costs, relative.
constexpr double kUnitRoundoff32 = 0x1p-24;

inline Matrix to_float32(const Matrix64& a) {
  Matrix result(a.rows(), a.cols());
  std::transform(a.values().begin(), a.values().end(), result.data(), [](double x) { return static_cast<float>(x); });
  return result;
}

inline Matrix64 to_double(ConstMatrixView a) {
  Matrix64 result(static_cast<int>(a.rows), static_cast<int>(a.cols));
  for (int i = 0; i < result.rows(); ++i) {
    for (int j = 0; j < result.cols(); ++j) result(i, j) = a(i, j);
  }
  return result;
}

/// Each element as float32 holds it: inputs that the code and the formula then have in common to the last bit.
inline Matrix64 rounded_to_float32(const Matrix64& a) {
  return map(a, [](double x) { return static_cast<double>(static_cast<float>(x)); });
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
