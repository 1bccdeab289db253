// Small dense matrices in which the formulas of the documents can be written down as they stand.
//
// T is double, or Complex where a derivative is taken by a complex step. A vector is a column: n x 1. Every operation
// checks the shapes it is given, so that a formula that does not type-check says so by a ShapeError with both shapes.
// All sums run in increasing index, one chain of multiplications and additions each: the same bits everywhere.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "reference/core/error.h"

namespace rederive::checking {

using Complex = std::complex<double>;

template <class T>
class Mat {
 public:
  Mat() = default;
  Mat(int rows, int cols, T value = {})
      : rows_(rows), cols_(cols), values_(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols), value) {}
  /// Row by row: {{1, 2}, {3, 4}}.
  Mat(std::initializer_list<std::initializer_list<T>> rows)
      : rows_(static_cast<int>(rows.size())), cols_(rows.size() == 0 ? 0 : static_cast<int>(rows.begin()->size())) {
    for (const auto& row : rows) {
      if (static_cast<int>(row.size()) != cols_) throw ShapeError("rows of different lengths");
      for (const T& value : row) values_.push_back(value);
    }
  }
  /// The same numbers in another type: real numbers as complex ones.
  template <class S>
  explicit Mat(const Mat<S>& other) : rows_(other.rows()), cols_(other.cols()) {
    values_.assign(other.values().begin(), other.values().end());
  }

  int rows() const { return rows_; }
  int cols() const { return cols_; }
  int size() const { return rows_ * cols_; }
  std::string shape() const { return std::to_string(rows_) + " x " + std::to_string(cols_); }

  T& operator()(int i, int j) { return values_[place(i, j)]; }
  const T& operator()(int i, int j) const { return values_[place(i, j)]; }
  /// In row-major order; of a vector, its i-th element.
  T& operator[](int i) { return values_[place(i)]; }
  const T& operator[](int i) const { return values_[place(i)]; }
  const std::vector<T>& values() const { return values_; }

 private:
  std::size_t place(int i, int j) const {
    if (i < 0 || i >= rows_ || j < 0 || j >= cols_) {
      throw ShapeError("element (" + std::to_string(i) + ", " + std::to_string(j) + ") of a " + shape() + " matrix");
    }
    return static_cast<std::size_t>(i) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(j);
  }
  std::size_t place(int i) const {
    if (i < 0 || i >= size()) throw ShapeError("element " + std::to_string(i) + " of a " + shape() + " matrix");
    return static_cast<std::size_t>(i);
  }

  int rows_ = 0;
  int cols_ = 0;
  std::vector<T> values_;
};

using Matrix64 = Mat<double>;

/// The type of a product or sum of elements.
template <class A, class B>
using Common = decltype(A{} * B{});

template <class A, class B>
void require_same_shape(const Mat<A>& a, const Mat<B>& b, const char* operation) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) {
    throw ShapeError("(" + a.shape() + ") " + operation + " (" + b.shape() + ")");
  }
}

/// f(a_ij) for every element.
template <class T, class F>
auto map(const Mat<T>& a, const F& f) {
  Mat<decltype(f(T{}))> result(a.rows(), a.cols());
  for (int i = 0; i < a.size(); ++i) result[i] = f(a[i]);
  return result;
}

/// f(a_ij, b_ij) for every element.
template <class A, class B, class F>
auto map(const Mat<A>& a, const Mat<B>& b, const F& f, const char* operation) {
  require_same_shape(a, b, operation);
  Mat<decltype(f(A{}, B{}))> result(a.rows(), a.cols());
  for (int i = 0; i < a.size(); ++i) result[i] = f(a[i], b[i]);
  return result;
}

template <class A, class B>
Mat<Common<A, B>> operator+(const Mat<A>& a, const Mat<B>& b) {
  return map(
      a, b, [](const A& x, const B& y) { return x + y; }, "+");
}
template <class A, class B>
Mat<Common<A, B>> operator-(const Mat<A>& a, const Mat<B>& b) {
  return map(
      a, b, [](const A& x, const B& y) { return x - y; }, "-");
}
template <class T>
Mat<T> operator-(const Mat<T>& a) {
  return map(a, [](const T& x) { return -x; });
}
/// Elementwise product.
template <class A, class B>
Mat<Common<A, B>> hadamard(const Mat<A>& a, const Mat<B>& b) {
  return map(
      a, b, [](const A& x, const B& y) { return x * y; }, "elementwise");
}
template <class T>
Mat<T> operator*(double factor, const Mat<T>& a) {
  return map(a, [factor](const T& x) { return factor * x; });
}

/// Matrix product.
template <class A, class B>
Mat<Common<A, B>> operator*(const Mat<A>& a, const Mat<B>& b) {
  if (a.cols() != b.rows()) throw ShapeError("(" + a.shape() + ") times (" + b.shape() + ")");
  Mat<Common<A, B>> result(a.rows(), b.cols());
  for (int i = 0; i < a.rows(); ++i) {
    for (int j = 0; j < b.cols(); ++j) {
      for (int k = 0; k < a.cols(); ++k) result(i, j) += a(i, k) * b(k, j);
    }
  }
  return result;
}

template <class T>
Mat<T> transpose(const Mat<T>& a) {
  Mat<T> result(a.cols(), a.rows());
  for (int i = 0; i < a.rows(); ++i) {
    for (int j = 0; j < a.cols(); ++j) result(j, i) = a(i, j);
  }
  return result;
}

template <class T>
T sum(const Mat<T>& a) {
  T total{};
  for (const T& x : a.values()) total += x;
  return total;
}
/// sum_ij a_ij b_ij
template <class A, class B>
Common<A, B> dot(const Mat<A>& a, const Mat<B>& b) {
  return sum(hadamard(a, b));
}
inline double largest(const Matrix64& a) {
  double most = 0;
  for (const double x : a.values()) most = std::max(most, std::abs(x));
  return most;
}

template <class T>
Mat<T> column(const std::vector<T>& values) {
  Mat<T> result(static_cast<int>(values.size()), 1);
  for (int i = 0; i < result.rows(); ++i) result[i] = values[static_cast<std::size_t>(i)];
  return result;
}
/// Column j.
template <class T>
Mat<T> column_of(const Mat<T>& a, int j) {
  Mat<T> result(a.rows(), 1);
  for (int i = 0; i < a.rows(); ++i) result[i] = a(i, j);
  return result;
}
/// Row i as a column.
template <class T>
Mat<T> row_of(const Mat<T>& a, int i) {
  Mat<T> result(a.cols(), 1);
  for (int j = 0; j < a.cols(); ++j) result[j] = a(i, j);
  return result;
}
/// The vector on the diagonal of a square matrix.
template <class T>
Mat<T> diag(const Mat<T>& v) {
  if (v.cols() != 1) throw ShapeError("the diagonal of a (" + v.shape() + ") matrix; take a vector");
  Mat<T> result(v.rows(), v.rows());
  for (int i = 0; i < v.rows(); ++i) result(i, i) = v[i];
  return result;
}
inline Matrix64 identity(int n) { return diag(Matrix64(n, 1, 1.0)); }
/// The i-th unit vector of n elements.
inline Matrix64 unit(int n, int i) {
  Matrix64 e(n, 1);
  e[i] = 1;
  return e;
}
/// Kronecker's delta.
inline double delta(int i, int j) { return i == j ? 1.0 : 0.0; }

}  // namespace rederive::checking
