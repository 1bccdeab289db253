// C = alpha op(A) op(B) + beta C
//
// op(A) is (m, k), op(B) is (k, n), C is (m, n), all row-major with any stride >= cols. C must not overlap A or B.
// Sizes of 0 are fine: with k = 0 the result is beta C. With beta = 0, C is not read and may hold anything, NaN too.
//
// Same bits on every machine and for every variant that says so ("scalar", "simd"): each element is one chain of
//     s = 0;  s = fma(a_il, b_lj, s) for l = 0 .. k - 1
// and then  c = alpha * s  where beta = 0, else  c = fma(alpha, s, beta * c),  with beta * c rounded first.
// Error: |C - C*| <= gamma_{k+2} (|alpha| |A| |B| + |beta C|) elementwise, gamma_n = n u / (1 - n u), u = 2^-24;
// any order of summation keeps this bound (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 3.1).
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

enum class Op { none, transpose };

/// Throws ShapeError, with the shapes, where they do not fit together.
void gemm(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, Op op_b, float beta, MatrixView c);

/// A right-hand side op(B), copied once into the layout that the loops read and used as often as one likes: in a Gibbs
/// chain the weights stay the same for 2 k products. It does not see later changes of B.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(ConstMatrixView b, Op op_b) { pack(b, op_b); }
  /// As a new one, in the same memory where it is large enough.
  void pack(ConstMatrixView b, Op op_b);

  Index rows() const { return rows_; }  // of op(B), the k of the product
  Index cols() const { return cols_; }  // of op(B), the n of the product
  const float* data() const { return data_.data(); }
  Index panel() const { return panel_; }

 private:
  Index rows_ = 0;
  Index cols_ = 0;
  Index panel_ = 0;  // columns of a panel, chosen by the machine that packs; any machine reads any
  Matrix data_;
};

/// The same bits as the product with the matrix that was packed.
void gemm(float alpha, ConstMatrixView a, Op op_a, const PackedMatrix& b, float beta, MatrixView c);

}  // namespace rederive
