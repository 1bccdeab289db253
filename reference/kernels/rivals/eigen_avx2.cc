#if defined(__x86_64__)
#define Eigen EigenAvx2  // NOLINT: see eigen.inc
#define EIGEN_RIVAL eigen_avx2
#define EIGEN_RIVAL_FOR "AVX2 and FMA"
#include "reference/kernels/rivals/eigen.inc"
#endif
