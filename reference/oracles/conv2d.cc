#include "reference/oracles/conv2d.h"

#include <cmath>

namespace rederive::oracle {
namespace {

// Every product of the definition once: visit(n, oy, ox, f, y, x, c, row of w), with (y, x) the pixel that is read.
template <class Visit>
void each_product(const Conv2d& s, Index images, const Visit& visit) {
  for (Index n = 0; n < images; ++n) {
    for (Index oy = 0; oy * s.stride + s.kernel_height <= s.height; ++oy) {
      for (Index ox = 0; ox * s.stride + s.kernel_width <= s.width; ++ox) {
        for (Index ky = 0; ky < s.kernel_height; ++ky) {
          for (Index kx = 0; kx < s.kernel_width; ++kx) {
            const Index pixel = (oy * s.stride + ky) * s.width + ox * s.stride + kx;
            for (Index c = 0; c < s.channels; ++c) {
              const Index output = oy * ((s.width - s.kernel_width) / s.stride + 1) + ox;
              visit(n, output * s.filters, pixel * s.channels + c, (ky * s.kernel_width + kx) * s.channels + c);
            }
          }
        }
      }
    }
  }
}

Conv2dSums zeros(Index count) {
  const auto size = static_cast<std::size_t>(count);
  return {std::vector<double>(size), std::vector<double>(size)};
}

void add(Conv2dSums& sums, Index place, double term) {
  sums.value[static_cast<std::size_t>(place)] += term;
  sums.magnitude[static_cast<std::size_t>(place)] += std::fabs(term);
}

Index outputs(const Conv2d& s) {
  return ((s.height - s.kernel_height) / s.stride + 1) * ((s.width - s.kernel_width) / s.stride + 1) * s.filters;
}

}  // namespace

Conv2dSums conv2d_forward(const Conv2d& shape, ConstMatrixView x, ConstMatrixView w, const float* bias) {
  const Index size = outputs(shape);
  Conv2dSums y = zeros(x.rows * size);
  each_product(shape, x.rows, [&](Index n, Index output, Index input, Index weight) {
    for (Index f = 0; f < shape.filters; ++f) {
      add(y, n * size + output + f, static_cast<double>(x(n, input)) * w(weight, f));
    }
  });
  for (Index i = 0; bias != nullptr && i < x.rows * size; ++i) add(y, i, bias[i % shape.filters]);
  return y;
}

Conv2dSums conv2d_to_data(const Conv2d& shape, ConstMatrixView g, ConstMatrixView w) {
  const Index size = shape.height * shape.width * shape.channels;
  Conv2dSums dx = zeros(g.rows * size);
  each_product(shape, g.rows, [&](Index n, Index output, Index input, Index weight) {
    for (Index f = 0; f < shape.filters; ++f) {
      add(dx, n * size + input, static_cast<double>(g(n, output + f)) * w(weight, f));
    }
  });
  return dx;
}

Conv2dSums conv2d_to_weights(const Conv2d& shape, ConstMatrixView x, ConstMatrixView g) {
  Conv2dSums dw = zeros(shape.kernel_height * shape.kernel_width * shape.channels * shape.filters);
  each_product(shape, x.rows, [&](Index n, Index output, Index input, Index weight) {
    for (Index f = 0; f < shape.filters; ++f) {
      add(dw, weight * shape.filters + f, static_cast<double>(x(n, input)) * g(n, output + f));
    }
  });
  return dw;
}

Conv2dSums conv2d_to_bias(const Conv2d& shape, ConstMatrixView g) {
  Conv2dSums dbias = zeros(shape.filters);
  for (Index n = 0; n < g.rows; ++n) {
    for (Index i = 0; i < g.cols; ++i) add(dbias, i % shape.filters, g(n, i));
  }
  return dbias;
}

}  // namespace rederive::oracle
