#include "experiments/identities/small_convnet.h"

#include <string>

#include "experiments/checking/float32.h"

namespace rederive::checking {
namespace {

// Of the largest element of a window, over all others in it. A step moves two of them by less.
constexpr double kLead = 3e-3;

}  // namespace

SmallConvNet::SmallConvNet(const Trial& in)
    : s(in.size("s", 1, 2)),
      d1((d - k) / s + 1),
      d2(d1 / p),
      m(in.size("m", 1, classes) - 1),
      filters(rounded_to_float32(in.matrix("theta", maps, k * k))),
      biases(rounded_to_float32(in.vector("theta_l", maps))),
      w(rounded_to_float32(in.matrix("w", classes, maps * d2 * d2, 0.2))),
      beta(rounded_to_float32(in.vector("beta", classes))) {
  for (int attempt = 0; attempt == 0 || smallest_lead() < kLead; ++attempt) {
    input = rounded_to_float32(in.matrix("input " + std::to_string(attempt), d, d));
    a = convolved(filters, biases);
    v = pooled(a);
  }
  x = logits(beta, w, v);
  y = softmax(x);
}

SmallConvNet SmallConvNet::with_logits(const Matrix64& other) const {
  SmallConvNet result = *this;
  result.x = other;
  result.y = softmax(other);
  return result;
}

Matrix64 SmallConvNet::dj_dy() const {
  Matrix64 result(1, classes);
  result[m] = -1 / y[m];
  return result;
}

Matrix64 SmallConvNet::dy_dx() const {
  Matrix64 result(classes, classes);
  for (int j = 0; j < classes; ++j) {
    for (int i = 0; i < classes; ++i) result(j, i) = y[j] * (delta(i, j) - y[i]);
  }
  return result;
}

double SmallConvNet::dv_da(int l, int e, int f, int g, int h) const {
  const bool in_window = g / p == e && h / p == f;
  return in_window && a(l, g * d1 + h) == v(l, e * d2 + f) ? 1 : 0;
}

double SmallConvNet::seen_by_all(int down, int right) const {
  double total = 0;
  for (int g = 0; g < d1; ++g) {
    for (int h = 0; h < d1; ++h) total += seen(g, h, down, right);
  }
  return total;
}

double SmallConvNet::smallest_lead() const {
  double least = kLead;
  for (int l = 0; l < maps; ++l) {
    for (int g = 0; g < d2 * p; ++g) {
      for (int h = 0; h < d2 * p; ++h) {
        const double behind = v(l, g / p * d2 + h / p) - a(l, g * d1 + h);
        if (behind > 0) least = std::min(least, behind);
      }
    }
  }
  return least;
}

MapPlace::MapPlace(const Trial& in, int side_of_map)
    : side(side_of_map),
      l(in.size("l", 1, SmallConvNet::maps) - 1),
      g(in.size("g", 0, side - 1)),
      h(in.size("h", 0, side - 1)) {}

Matrix64 MapPlace::unit_maps() const {
  Matrix64 result(SmallConvNet::maps, side * side);
  result(l, index()) = 1;
  return result;
}

}  // namespace rederive::checking
