// A row-major float32 matrix whose rows begin on 64-byte boundaries, an odd number of cache lines apart.
//
// A vector loaded from a row of 100 floats one after the other lies across two cache lines three times in four, which
// costs two loads; here it never does. And with an even number of lines, above all a power of two, the beginnings of
// the rows would fall on a few sets of the first cache.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

class PaddedMatrix {
 public:
  PaddedMatrix() = default;
  /// A matrix of zeros. Throws ShapeError as Matrix does.
  PaddedMatrix(Index rows, Index cols) : rows_(rows), cols_(cols), data_(rows, padded(cols)) {}

  Index rows() const { return rows_; }
  Index cols() const { return cols_; }

  MatrixView view() { return {data_.data(), rows_, cols_, data_.cols()}; }
  ConstMatrixView view() const { return {data_.data(), rows_, cols_, data_.cols()}; }
  operator MatrixView() { return view(); }             // NOLINT(google-explicit-constructor): as Matrix
  operator ConstMatrixView() const { return view(); }  // NOLINT(google-explicit-constructor)

  /// The same memory where it is large enough. The contents are unspecified afterwards.
  void reshape(Index rows, Index cols) {
    data_.reshape(rows, padded(cols));
    rows_ = rows;
    cols_ = cols;
  }

 private:
  static Index padded(Index cols) {
    constexpr Index kLine = 16;
    return cols < 1 ? cols : ((cols + kLine - 1) / kLine | 1) * kLine;
  }

  Index rows_ = 0;
  Index cols_ = 0;
  Matrix data_;
};

}  // namespace rederive
