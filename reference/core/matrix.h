// Row-major float32 matrices: an owner, and views that do not own.
//
// A Matrix is contiguous (stride == cols) and starts on a 64-byte boundary, so that a vector of any width can be
// loaded from its first element. A view may start anywhere and have any stride >= cols: kernels accept both.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>

#include "reference/core/error.h"

namespace rederive {

using Index = std::ptrdiff_t;

/// "3 x 5", for messages.
std::string shape_text(Index rows, Index cols);

template <class T>
struct View {
  T* data = nullptr;
  Index rows = 0;
  Index cols = 0;
  Index stride = 0;  // elements from one row to the next, >= cols

  T* row(Index i) const { return data + i * stride; }
  T& operator()(Index i, Index j) const { return data[i * stride + j]; }
  Index size() const { return rows * cols; }
  bool contiguous() const { return stride == cols || rows <= 1; }

  /// Rows [first, first + count). Throws ShapeError when they are not all there.
  View row_range(Index first, Index count) const {
    if (first < 0 || count < 0 || first + count > rows) {
      throw ShapeError("rows " + std::to_string(first) + " to " + std::to_string(first + count) + " of a " +
                       shape_text(rows, cols) + " matrix");
    }
    return {data + first * stride, count, cols, stride};
  }

  operator View<const T>() const  // NOLINT(google-explicit-constructor): as T* converts to const T*
      requires(!std::is_const_v<T>) {
    return {data, rows, cols, stride};
  }
};

using MatrixView = View<float>;
using ConstMatrixView = View<const float>;

/// Memory on a 64-byte boundary, as wide as the widest vector and as a cache line.
struct AlignedDelete {
  void operator()(float* p) const noexcept;
};
using AlignedFloats = std::unique_ptr<float[], AlignedDelete>;

/// `count` zeros on a 64-byte boundary. Throws std::bad_alloc.
AlignedFloats aligned_zeros(Index count);

class Matrix {
 public:
  Matrix() = default;
  /// A matrix of zeros. Throws ShapeError when a size is negative or the product does not fit.
  Matrix(Index rows, Index cols);
  Matrix(const Matrix& other);
  Matrix(Matrix&& other) noexcept = default;
  Matrix& operator=(const Matrix& other);
  Matrix& operator=(Matrix&& other) noexcept = default;
  ~Matrix() = default;

  Index rows() const { return rows_; }
  Index cols() const { return cols_; }
  Index size() const { return rows_ * cols_; }
  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  float* row(Index i) { return data_.get() + i * cols_; }
  const float* row(Index i) const { return data_.get() + i * cols_; }
  float& operator()(Index i, Index j) { return data_[i * cols_ + j]; }
  float operator()(Index i, Index j) const { return data_[i * cols_ + j]; }

  MatrixView view() { return {data_.get(), rows_, cols_, cols_}; }
  ConstMatrixView view() const { return {data_.get(), rows_, cols_, cols_}; }
  operator MatrixView() { return view(); }             // NOLINT(google-explicit-constructor)
  operator ConstMatrixView() const { return view(); }  // NOLINT(google-explicit-constructor)

  /// The same memory where it is large enough: training loops keep their buffers from step to step.
  /// The contents are unspecified afterwards.
  void reshape(Index rows, Index cols);

 private:
  Index rows_ = 0;
  Index cols_ = 0;
  Index capacity_ = 0;
  AlignedFloats data_;
};

}  // namespace rederive
