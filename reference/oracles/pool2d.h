// Pooling and its gradients in double, straight from the definitions (reference/kernels/pool2d.h has them and the
// layout). `magnitude` is the sum over absolute values where a sum is formed, else the value's own; it bounds errors.
#pragma once

#include <vector>

#include "reference/core/matrix.h"

namespace rederive::oracle {

struct Pool2d {
  Index height, width, channels;
  Index window, stride;
};

struct Pooled {
  std::vector<double> value;
  std::vector<double> magnitude;
  /// Of the Lp gradient: sum |term| |log(|x| / y)|, what an error of the exponent is multiplied by.
  std::vector<double> sensitivity = {};
};

/// magnitude: the place of the first maximum, row by row.
Pooled pool2d_max(const Pool2d& shape, ConstMatrixView x);
Pooled pool2d_average(const Pool2d& shape, ConstMatrixView x);
Pooled pool2d_lp(const Pool2d& shape, double p, ConstMatrixView x);

Pooled pool2d_max_backward(const Pool2d& shape, ConstMatrixView x, ConstMatrixView g);
Pooled pool2d_average_backward(const Pool2d& shape, ConstMatrixView g);
/// With y as it is given.
Pooled pool2d_lp_backward(const Pool2d& shape, double p, ConstMatrixView x, ConstMatrixView y, ConstMatrixView g);

}  // namespace rederive::oracle
