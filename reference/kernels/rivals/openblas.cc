#include "reference/kernels/rivals/openblas.h"

#include <algorithm>

#include <cblas.h>

namespace rederive::rivals {
namespace {

// Cells run side by side, and every other variant has one too.
void use_one_thread() {
  static const bool single = (openblas_set_num_threads(1), true);
  static_cast<void>(single);
}

}  // namespace

void openblas_gemm(float alpha, const float* a, long a_stride, bool a_transposed, const float* b, long b_stride,
                   bool b_transposed, float beta, float* c, long c_stride, long m, long n, long k) {
  use_one_thread();
  if (m == 0 || n == 0) return;  // it refuses leading dimensions of 0
  const auto op = [](bool transposed) { return transposed ? CblasTrans : CblasNoTrans; };
  const auto ld = [](long stride) { return static_cast<blasint>(std::max(1L, stride)); };
  cblas_sgemm(CblasRowMajor, op(a_transposed), op(b_transposed), static_cast<blasint>(m), static_cast<blasint>(n),
              static_cast<blasint>(k), alpha, a, ld(a_stride), b, ld(b_stride), beta, c, ld(c_stride));
}

void openblas_gemv(float alpha, const float* a, long stride, bool transposed, const float* x, float beta, float* y,
                   long rows, long cols) {
  use_one_thread();
  const long outputs = transposed ? cols : rows;
  if (outputs == 0) return;
  if (rows == 0 || cols == 0) {  // it returns at once and leaves y as it was
    for (long i = 0; i < outputs; ++i) y[i] = beta == 0 ? 0 : beta * y[i];
    return;
  }
  cblas_sgemv(CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, static_cast<blasint>(rows),
              static_cast<blasint>(cols), alpha, a, static_cast<blasint>(std::max(stride, cols)), x, 1, beta, y, 1);
}

}  // namespace rederive::rivals
