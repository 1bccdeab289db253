// From the formulas' matrices in double to those of the code that trains, and back.
#pragma once

#include "experiments/checking/mat.h"
#include "reference/core/matrix.h"

namespace rederive::checking {

/// Each element rounded to float32, still in double: inputs that both sides can have exactly.
inline Matrix64 rounded(const Matrix64& a) {
  return map(a, [](double x) { return static_cast<double>(static_cast<float>(x)); });
}

inline Matrix floats(const Matrix64& a) {
  Matrix result(a.rows(), a.cols());
  for (int i = 0; i < a.size(); ++i) result.data()[i] = static_cast<float>(a[i]);
  return result;
}

inline Matrix64 doubles(ConstMatrixView a) {
  Matrix64 result(static_cast<int>(a.rows), static_cast<int>(a.cols));
  for (int i = 0; i < result.rows(); ++i) {
    for (int j = 0; j < result.cols(); ++j) result(i, j) = a(i, j);
  }
  return result;
}

}  // namespace rederive::checking
