// Convolution and its derivatives in double, one loop per sum sign (reference/kernels/conv2d.h has the formulas and the
// layout). `magnitude` is the same sum over absolute values, which bounds the error of any order of summation.
#pragma once

#include <vector>

#include "reference/core/matrix.h"

namespace rederive::oracle {

struct Conv2d {
  Index height, width, channels;
  Index kernel_height, kernel_width, filters;
  Index stride;
};

struct Conv2dSums {
  std::vector<double> value;
  std::vector<double> magnitude;
};

/// bias may be null.
Conv2dSums conv2d_forward(const Conv2d& shape, ConstMatrixView x, ConstMatrixView w, const float* bias);
Conv2dSums conv2d_to_data(const Conv2d& shape, ConstMatrixView g, ConstMatrixView w);
Conv2dSums conv2d_to_weights(const Conv2d& shape, ConstMatrixView x, ConstMatrixView g);
Conv2dSums conv2d_to_bias(const Conv2d& shape, ConstMatrixView g);

}  // namespace rederive::oracle
