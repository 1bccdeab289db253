#if defined(__x86_64__)
#define Eigen EigenAvx512  // NOLINT: see eigen-inl.h
#define EIGEN_RIVAL eigen_avx512
#define EIGEN_RIVAL_FOR "AVX-512"
#include "reference/kernels/rivals/eigen-inl.h"
#endif
