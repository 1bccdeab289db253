// A small convolutional network: two maps of an image, pooled, and a softmax over all that is left.
//
//   a^l_gh = theta_l + sum_uv theta^l_uv input_{gs+u, hs+v}    k x k filters, stride s; maps of d1 x d1
//   v^l_ef = the largest a^l of window (e, f)                  p x p windows that do not overlap; maps of d2 x d2
//   x_i = beta_i + sum_{l,e,f} w^l_efi v^l_ef,  y = softmax(x),  J = -log y_m
//
// Indices count from 0. Maps are matrices with a row for each l, which holds (g, h) row by row; w has a row for each
// class i and columns in the order (l, e, f). All parameters are float32 numbers.
//
// The forward pass, which is the truth, is written from the other end than the formulas: each pixel is handed to what
// uses it.
// Source: document 002, problem 1; the sizes: protocols 002 P1
#pragma once

#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"

namespace rederive::checking {

/// The step of differences by filters and maps. They see no kink: each window's largest element leads by more.
constexpr double kStep = 5e-5;

class SmallConvNet {
 public:
  static constexpr int d = 8;
  static constexpr int k = 3;
  static constexpr int p = 2;
  static constexpr int maps = 2;
  static constexpr int classes = 3;

  explicit SmallConvNet(const Trial& in);
  /// The same network had its logits been these.
  SmallConvNet with_logits(const Matrix64& other) const;

  template <class F, class B>
  Mat<Common<F, B>> convolved(const Mat<F>& theta, const Mat<B>& bias) const {
    Mat<Common<F, B>> result(maps, d1 * d1);
    for (int l = 0; l < maps; ++l) {
      for (int i = 0; i < d1 * d1; ++i) result(l, i) = bias[l];
      for (int pixel = 0; pixel < d * d; ++pixel) {
        for (int tap = 0; tap < k * k; ++tap) {
          const int down = pixel / d - tap / k;
          const int right = pixel % d - tap % k;
          if (down < 0 || right < 0 || down % s != 0 || right % s != 0 || down / s >= d1 || right / s >= d1) continue;
          result(l, down / s * d1 + right / s) += theta(l, tap) * input[pixel];
        }
      }
    }
    return result;
  }
  template <class T>
  Mat<T> pooled(const Mat<T>& from) const {
    Mat<T> result(maps, d2 * d2);
    for (int l = 0; l < maps; ++l) {
      for (int g = 0; g < d2 * p; ++g) {
        for (int h = 0; h < d2 * p; ++h) {
          T& best = result(l, g / p * d2 + h / p);
          const T& here = from(l, g * d1 + h);
          const bool first_of_window = g % p == 0 && h % p == 0;
          if (first_of_window || real(here) > real(best)) best = here;
        }
      }
    }
    return result;
  }
  template <class B, class W, class V>
  static Mat<Common<Common<B, W>, V>> logits(const Mat<B>& offset, const Mat<W>& weights, const Mat<V>& from) {
    return weights * column(from.values()) + offset;
  }
  template <class T>
  T loss_of_logits(const Mat<T>& at) const {
    return cross_entropy(unit(classes, m), softmax(at));
  }
  template <class F, class B>
  Common<F, B> loss_of_filters(const Mat<F>& theta, const Mat<B>& bias) const {
    return loss_of_logits(logits(beta, w, pooled(convolved(theta, bias))));
  }

  /// w^l_efi
  double weight(int l, int e, int f, int i) const { return w(i, (l * d2 + e) * d2 + f); }
  /// dJ/dy, a row: equation 2
  Matrix64 dj_dy() const;
  /// dy_j/dx_i: equation 5
  Matrix64 dy_dx() const;
  /// dv^l_ef/da^l_gh: equation 14
  double dv_da(int l, int e, int f, int g, int h) const;
  /// input_{gs+a, hs+b}, of which equation 17 makes da^l_gh/dtheta^l_ab
  double seen(int g, int h, int down, int right) const { return input(g * s + down, h * s + right); }
  /// The sum of that over g and h.
  double seen_by_all(int down, int right) const;

  int s, d1, d2;
  int m;  // the class, counted from 1 in the evidence
  Matrix64 filters, biases, w, beta;
  Matrix64 input, a, v, x, y;

 private:
  double smallest_lead() const;
};

/// Of a statement about a network, a statement about a trial.
template <class F>
auto small_convnet(const F& statement) {
  return [statement](const Trial& in) { return statement(SmallConvNet(in)); };
}

/// A place (g, h) in one of maps of `side` x `side`.
struct MapPlace {
  MapPlace(const Trial& in, int side_of_map);
  int index() const { return g * side + h; }
  /// Maps that are 0 but for a 1 here.
  Matrix64 unit_maps() const;

  int side, l, g, h;
};

}  // namespace rederive::checking
