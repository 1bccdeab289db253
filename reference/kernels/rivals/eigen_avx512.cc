#if defined(__x86_64__)
#define Eigen EigenAvx512  // NOLINT: see eigen.inc
#define EIGEN_RIVAL eigen_avx512
#define EIGEN_RIVAL_FOR "AVX-512"
#include "reference/kernels/rivals/eigen.inc"
#endif
