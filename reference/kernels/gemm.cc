#include "reference/kernels/gemm.h"

#include <cmath>

#include "reference/kernels/operands.h"

namespace rederive {
namespace {

Index rows_of(ConstMatrixView m, Op op) { return op == Op::none ? m.rows : m.cols; }
Index cols_of(ConstMatrixView m, Op op) { return op == Op::none ? m.cols : m.rows; }
float at(ConstMatrixView m, Op op, Index i, Index j) { return op == Op::none ? m(i, j) : m(j, i); }

}  // namespace

void gemm(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, Op op_b, float beta, MatrixView c) {
  const Index k = cols_of(a, op_a);
  if (rows_of(b, op_b) != k)
    throw ShapeError("gemm: op(A) has " + std::to_string(k) + " columns, op(B) has " +
                     std::to_string(rows_of(b, op_b)) + " rows");
  require_shape("gemm", "C", c, rows_of(a, op_a), cols_of(b, op_b));
  for (Index i = 0; i < c.rows; ++i) {
    for (Index j = 0; j < c.cols; ++j) {
      float sum = 0;
      for (Index l = 0; l < k; ++l) sum = std::fma(at(a, op_a, i, l), at(b, op_b, l, j), sum);
      c(i, j) = beta == 0 ? alpha * sum : std::fma(alpha, sum, beta * c(i, j));
    }
  }
}

void PackedMatrix::pack(ConstMatrixView b, Op op_b) {
  rows_ = rows_of(b, op_b);
  cols_ = cols_of(b, op_b);
  panel_ = cols_;
  data_.reshape(rows_, cols_);
  for (Index i = 0; i < rows_; ++i) {
    for (Index j = 0; j < cols_; ++j) data_(i, j) = at(b, op_b, i, j);
  }
}

void gemm(float alpha, ConstMatrixView a, Op op_a, const PackedMatrix& b, float beta, MatrixView c) {
  gemm(alpha, a, op_a, {b.data(), b.rows(), b.cols(), b.cols()}, Op::none, beta, c);
}

}  // namespace rederive
