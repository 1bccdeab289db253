// Pooling of a map x by its windows, one at a time.
//
//   y_IJ = f(window (I, J)),   window (I, J) = { x_uv : I s <= u < I s + m, J s <= v < J s + m }     counted from 0
//
// Windows are tried from the first pixel on for as long as they fit; nothing here knows a formula for their number.
// Source: document 000, section 4
#pragma once

#include <algorithm>
#include <vector>

#include "experiments/checking/comparison.h"
#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"
#include "reference/kernels/pool2d.h"

namespace rederive::checking::pooling {

/// The first pixels of the windows.
inline std::vector<int> starts(int pixels, int m, int stride) {
  std::vector<int> all;
  for (int start = 0; start + m <= pixels; start += stride) all.push_back(start);
  return all;
}

inline Matrix64 window(const Matrix64& x, int top, int left, int m) {
  Matrix64 part(m, m);
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < m; ++j) part(i, j) = x(top + i, left + j);
  }
  return part;
}

template <class F>
Matrix64 pooled(const Matrix64& x, int m, int stride, const F& f) {
  const std::vector<int> tops = starts(x.rows(), m, stride);
  const std::vector<int> lefts = starts(x.cols(), m, stride);
  std::vector<double> values;
  for (const int top : tops) {
    for (const int left : lefts) values.push_back(f(window(x, top, left, m)));
  }
  return reshaped(column(values), static_cast<int>(tops.size()), static_cast<int>(lefts.size()));
}

inline double maximum(const Matrix64& w) { return *std::max_element(w.values().begin(), w.values().end()); }
inline double average(const Matrix64& w) { return sum(w) / w.size(); }
/// (sum |x|^p)^(1/p), no x = 0
inline double lp_norm(const Matrix64& w, double p) {
  return pow(sum(map(w, [p](double x) { return pow(absolute(x), p); })), 1 / p);
}

/// The kernel that trains, on one map of one channel: run(shape, x, y), x and y as one row each.
template <class F>
Matrix64 pooled_by(const F& run, const Matrix64& x, int m, int stride) {
  const Pool2dShape shape{.height = x.rows(), .width = x.cols(), .channels = 1, .window = m, .stride = stride};
  Matrix y(1, shape.output());
  run(shape, to_float32(reshaped(x, 1, x.size())).view(), y.view());
  return reshaped(to_double(y), static_cast<int>(shape.out_height()), static_cast<int>(shape.out_width()));
}

inline void max_kernel(const Pool2dShape& shape, ConstMatrixView x, MatrixView y) {
  std::vector<std::uint8_t> chosen(static_cast<std::size_t>(shape.output()));
  pool2d_max(shape, x, y, {chosen.data(), 1, shape.output(), shape.output()});
}
inline auto lp_kernel(double p) {
  return
      [p](const Pool2dShape& shape, ConstMatrixView x, MatrixView y) { pool2d_lp(shape, static_cast<float>(p), x, y); };
}

/// Regions of m x m elements of both signs, many or one.
struct PoolingMap {
  PoolingMap(const Trial& in, int most_regions)
      : m(in.size("m", 2, 4)),
        x(rounded_to_float32(in.matrix("x", m * in.size("down", 1, most_regions),
                                       m * in.size("across", 1, most_regions), in.scale()))) {}

  template <class F>
  Matrix64 pool(const F& f) const {
    return pooled(x, m, m, f);
  }

  int m;
  Matrix64 x;
};

/// Of a statement about a map, a statement about a trial.
template <class Map = PoolingMap, class F>
auto many_regions(const F& statement) {
  return [statement](const Trial& in) { return statement(Map(in, 4)); };
}
template <class Map = PoolingMap, class F>
auto one_region(const F& statement) {
  return [statement](const Trial& in) { return statement(Map(in, 1)); };
}

}  // namespace rederive::checking::pooling
