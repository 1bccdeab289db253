#include "reference/kernels/rivals/eigen_functions.h"

namespace rederive::rivals {

const EigenFunctions& eigen() {
#if defined(__x86_64__)
  static const EigenFunctions& best = []() -> const EigenFunctions& {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return eigen_avx512();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return eigen_avx2();
    return eigen_baseline();
  }();
  return best;
#else
  return eigen_baseline();
#endif
}

}  // namespace rederive::rivals
