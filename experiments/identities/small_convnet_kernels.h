// A small convolutional network as the kernels see it: one image a row, the maps of a pixel next to each other.
#pragma once

#include "experiments/checking/float32.h"
#include "experiments/identities/small_convnet.h"
#include "reference/kernels/conv2d.h"
#include "reference/kernels/pool2d.h"

namespace rederive::checking {

inline Matrix as_row(const Matrix64& maps) { return to_float32(transpose(column(transpose(maps).values()))); }
inline Matrix64 as_maps(const Matrix& row) {
  Matrix64 result(SmallConvNet::maps, static_cast<int>(row.cols()) / SmallConvNet::maps);
  for (int i = 0; i < result.size(); ++i) result(i % result.rows(), i / result.rows()) = row(0, i);
  return result;
}
inline Matrix image_row(const SmallConvNet& net) { return to_float32(transpose(column(net.input.values()))); }

inline Conv2dShape convolution_shape(const SmallConvNet& net) {
  return {.height = SmallConvNet::d,
          .width = SmallConvNet::d,
          .channels = 1,
          .kernel_height = SmallConvNet::k,
          .kernel_width = SmallConvNet::k,
          .filters = SmallConvNet::maps,
          .stride = net.s};
}
inline Pool2dShape pooling_shape(const SmallConvNet& net) {
  return {.height = net.d1,
          .width = net.d1,
          .channels = SmallConvNet::maps,
          .window = SmallConvNet::p,
          .stride = SmallConvNet::p};
}

}  // namespace rederive::checking
