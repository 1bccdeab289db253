#include "reference/kernels/rivals/openblas.h"

#include <algorithm>

#include <cblas.h>

namespace rederive::rivals {

void openblas_gemm(float alpha, const float* a, long a_stride, bool a_transposed, const float* b, long b_stride,
                   bool b_transposed, float beta, float* c, long c_stride, long m, long n, long k) {
  // One thread: cells run side by side, and every other variant has one too.
  static const bool single = (openblas_set_num_threads(1), true);
  static_cast<void>(single);
  if (m == 0 || n == 0) return;  // it refuses leading dimensions of 0
  const auto op = [](bool transposed) { return transposed ? CblasTrans : CblasNoTrans; };
  const auto ld = [](long stride) { return static_cast<blasint>(std::max(1L, stride)); };
  cblas_sgemm(CblasRowMajor, op(a_transposed), op(b_transposed), static_cast<blasint>(m), static_cast<blasint>(n),
              static_cast<blasint>(k), alpha, a, ld(a_stride), b, ld(b_stride), beta, c, ld(c_stride));
}

}  // namespace rederive::rivals
