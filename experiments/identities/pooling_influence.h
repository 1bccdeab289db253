// Which elements of a map make which pooled values, found by trying.
//
// One element at a time is raised above all others; it enters the values that change. That holds for the maximum, the
// average and the norm of a window alike, and knows nothing of windows.
#pragma once

#include "experiments/identities/pooling.h"

namespace rederive::checking::pooling {

/// Maximum, average and Euclidean norm of the windows, from their definitions.
inline std::vector<Vector> pooling_definitions(int m, int stride) {
  return {[=](const Matrix64& x) { return pooled(x, m, stride, maximum); },
          [=](const Matrix64& x) { return pooled(x, m, stride, average); },
          [=](const Matrix64& x) { return pooled(x, m, stride, [](const Matrix64& w) { return sqrt(dot(w, w)); }); }};
}

/// The same by the kernels that train.
inline std::vector<Vector> pooling_kernels(int m, int stride) {
  return {[=](const Matrix64& x) { return pooled_by(max_kernel, x, m, stride); },
          [=](const Matrix64& x) { return pooled_by(pool2d_average, x, m, stride); },
          [=](const Matrix64& x) { return pooled_by(lp_kernel(2), x, m, stride); }};
}

/// Rows: values of pool(x); columns: elements of x. One where the element enters the value, else zero.
inline Matrix64 influence(const Vector& pool, const Matrix64& x) {
  const Matrix64 before = pool(x);
  Matrix64 result(before.size(), x.size());
  for (int element = 0; element < x.size(); ++element) {
    Matrix64 raised = x;
    raised[element] += 3 * largest(x);
    const Matrix64 after = pool(raised);
    for (int value = 0; value < before.size(); ++value) result(value, element) = after[value] != before[value] ? 1 : 0;
  }
  return result;
}

/// How many values each element enters.
inline Matrix64 values_of_elements(const Vector& pool, const Matrix64& x) {
  const Matrix64 found = influence(pool, x);
  return transpose(found) * Matrix64(found.rows(), 1, 1.0);
}

/// How many elements each value is made of.
inline Matrix64 elements_of_values(const Vector& pool, const Matrix64& x) {
  return influence(pool, x) * Matrix64(x.size(), 1, 1.0);
}

/// How many values the elements of each disjoint m x m window enter together.
inline Matrix64 values_of_windows(const Vector& pool, const Matrix64& x, int m) {
  const int across = x.cols() / m;
  Matrix64 members(x.size(), x.rows() / m * across);
  for (int i = 0; i < x.rows(); ++i) {
    for (int j = 0; j < x.cols(); ++j) members(i * x.cols() + j, i / m * across + j / m) = 1;
  }
  const Matrix64 touched = map(influence(pool, x) * members, [](double times) { return times > 0 ? 1.0 : 0.0; });
  return transpose(touched) * Matrix64(touched.rows(), 1, 1.0);
}

}  // namespace rederive::checking::pooling
