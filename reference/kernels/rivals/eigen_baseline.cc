#define Eigen EigenBaseline  // NOLINT: see eigen.inc
#define EIGEN_RIVAL eigen_baseline
#define EIGEN_RIVAL_FOR "this compiler's default"
#include "reference/kernels/rivals/eigen.inc"
