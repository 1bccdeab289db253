// Convolution of an image x with a kernel w, from two definitions.
//
//   (x * w)_ij = sum_kl w_kl x_{i-k, j-l}    with x = 0 outside of the image
//   correlation: sum_kl w_kl x_{i+k, j+l}    wherever all of w lies on the image; what networks call convolution
//
// Source: document 000, sections 4.3 and 5
#pragma once

#include <algorithm>

#include "experiments/identities/pooling.h"

namespace rederive::checking::convolution {

inline Matrix64 correlation(const Matrix64& x, const Matrix64& w) {
  return pooling::pooled(x, w.rows(), 1, [&](const Matrix64& part) { return dot(part, w); });
}

/// w turned by half a turn.
inline Matrix64 flipped(const Matrix64& w) {
  std::vector<double> values = w.values();
  std::reverse(values.begin(), values.end());
  return reshaped(column(values), w.rows(), w.cols());
}

/// The values of x * w none of whose terms lies outside of the image: found by looking at every term of every place.
inline Matrix64 complete_convolution(const Matrix64& x, const Matrix64& w) {
  const auto inside = [](int place, int pixels) { return place >= 0 && place < pixels; };
  std::vector<double> values;
  int rows = 0;
  for (int i = 0; i < x.rows() + w.rows(); ++i) {
    const std::size_t before = values.size();
    for (int j = 0; j < x.cols() + w.cols(); ++j) {
      double value = 0;
      bool complete = true;
      for (int k = 0; k < w.rows(); ++k) {
        for (int l = 0; l < w.cols(); ++l) {
          const bool there = inside(i - k, x.rows()) && inside(j - l, x.cols());
          complete = complete && there;
          if (there) value += w(k, l) * x(i - k, j - l);
        }
      }
      if (complete) values.push_back(value);
    }
    if (values.size() > before) ++rows;
  }
  return reshaped(column(values), rows, static_cast<int>(values.size()) / std::max(rows, 1));
}

}  // namespace rederive::checking::convolution
