// OpenBLAS with one thread, in the form of the Eigen rivals (eigen_functions.h).
#pragma once

namespace rederive::rivals {

/// C = alpha op(A) op(B) + beta C, (m, n) from k products each; all row-major.
void openblas_gemm(float alpha, const float* a, long a_stride, bool a_transposed, const float* b, long b_stride,
                   bool b_transposed, float beta, float* c, long c_stride, long m, long n, long k);

/// y = alpha op(A) x + beta y; A is (rows, cols).
void openblas_gemv(float alpha, const float* a, long stride, bool transposed, const float* x, float beta, float* y,
                   long rows, long cols);

}  // namespace rederive::rivals
