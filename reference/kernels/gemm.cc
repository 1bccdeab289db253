#include "reference/kernels/gemm.h"

#include <cmath>

#include "reference/kernels/gemm_simd.h"
#include "reference/kernels/operands.h"

namespace rederive {
namespace {

Index rows_of(ConstMatrixView m, Op op) { return op == Op::none ? m.rows : m.cols; }
Index cols_of(ConstMatrixView m, Op op) { return op == Op::none ? m.cols : m.rows; }

}  // namespace

void gemm(float alpha, ConstMatrixView a, Op op_a, ConstMatrixView b, Op op_b, float beta, MatrixView c) {
  const Index k = cols_of(a, op_a);
  if (rows_of(b, op_b) != k)
    throw ShapeError("gemm: op(A) has " + std::to_string(k) + " columns, op(B) has " +
                     std::to_string(rows_of(b, op_b)) + " rows");
  require_shape("gemm", "C", c, rows_of(a, op_a), cols_of(b, op_b));
  gemm_simd(alpha, a, op_a, b, op_b, beta, c);
}

void PackedMatrix::pack(ConstMatrixView b, Op op_b) {
  rows_ = rows_of(b, op_b);
  cols_ = cols_of(b, op_b);
  panel_ = gemm_panel_width();
  data_.reshape(1, gemm_packed_size(rows_, cols_, panel_));
  gemm_pack(b, op_b, panel_, data_.data());
}

void gemm(float alpha, ConstMatrixView a, Op op_a, const PackedMatrix& b, float beta, MatrixView c) {
  const Index k = cols_of(a, op_a);
  if (b.rows() != k)
    throw ShapeError("gemm: op(A) has " + std::to_string(k) + " columns, op(B) has " + std::to_string(b.rows()) +
                     " rows");
  require_shape("gemm", "C", c, rows_of(a, op_a), b.cols());
  gemm_simd(alpha, a, op_a, b, beta, c);
}

}  // namespace rederive
