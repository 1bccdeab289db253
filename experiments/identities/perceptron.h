// A multilayer perceptron as the documents write it: samples are columns.
//
//   Z_0 = X (d_0 x N),  S_k = W_k Z_{k-1},  Z_k = f_k(S_k)          W_k: d_k x d_{k-1},  f_k elementwise,  k = 1 .. n
//   L = 1/2 |Z_n - T|_F^2
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"

namespace rederive::checking::mlp {

enum class Activation { sigmoid, tanh, identity };

template <class T>
Mat<T> activate(Activation f, const Mat<T>& s) {
  if (f == Activation::identity) return s;
  if (f == Activation::sigmoid) return sigmoid(s);
  return map(s, [](const T& x) { return 2.0 * sigmoid(2.0 * x) - 1.0; });
}

inline Matrix64 slope(Activation f, const Matrix64& s) {
  if (f == Activation::identity) return Matrix64(s.rows(), s.cols(), 1);
  if (f == Activation::sigmoid) return sigmoid_slope(s);
  return map(s, [](double x) { return 4 * sigmoid_slope(2 * x); });
}

template <class T>
T squared_error(const Mat<T>& z, const Matrix64& targets) {
  const Mat<T> residual = z - targets;
  return 0.5 * dot(residual, residual);
}

class Perceptron {
 public:
  /// `sizes`: d_0 .. d_n. One activation a layer. Inputs, weights and targets are numbers that float32 has, too.
  Perceptron(const Trial& in, const std::vector<int>& sizes, int samples, std::vector<Activation> f)
      : f_(std::move(f)) {
    z_.push_back(rounded_to_float32(in.matrix("X", sizes.front(), samples)));
    for (std::size_t k = 1; k < sizes.size(); ++k) {
      w_.push_back(rounded_to_float32(in.matrix("W" + std::to_string(k), sizes[k], sizes[k - 1])));
      s_.push_back(w_.back() * z_.back());
      z_.push_back(activate(f_[k - 1], s_.back()));
    }
    targets_ = rounded_to_float32(in.matrix("T", sizes.back(), samples));
  }

  int depth() const { return static_cast<int>(w_.size()); }
  const Matrix64& W(int k) const { return w_[at(k)]; }
  const Matrix64& S(int k) const { return s_[at(k)]; }
  const Matrix64& Z(int k) const { return z_[static_cast<std::size_t>(k)]; }
  const Matrix64& T() const { return targets_; }
  Matrix64 slope(int k) const { return mlp::slope(f_[at(k)], S(k)); }
  Activation f(int k) const { return f_[at(k)]; }

  /// The loss with S_k in place of its own.
  template <class A>
  A loss_from(int k, const Mat<A>& s) const {
    Mat<A> z = activate(f_[at(k)], s);
    for (int above = k + 1; above <= depth(); ++above) z = activate(f_[at(above)], W(above) * z);
    return squared_error(z, targets_);
  }
  /// The loss as a function of S_k, of Z_{k-1}, of W_k, all else as it is.
  auto loss_of_preactivation(int k) const {
    return [this, k](const auto& s) { return loss_from(k, s); };
  }
  auto loss_of_input(int k) const {
    return [this, k](const auto& z) { return loss_from(k, W(k) * z); };
  }
  auto loss_of_weights(int k) const {
    return [this, k](const auto& w) { return loss_from(k, w * Z(k - 1)); };
  }

 private:
  static std::size_t at(int k) { return static_cast<std::size_t>(k - 1); }

  std::vector<Activation> f_;
  std::vector<Matrix64> w_, s_, z_;
  Matrix64 targets_;
};

/// Delta_n = (Z_n - T) . f_n'(S_n),  Delta_k = (W_{k+1}' Delta_{k+1}) . f_k'(S_k)
inline Matrix64 error_signal(const Perceptron& net, int k) {
  Matrix64 delta = hadamard(net.Z(net.depth()) - net.T(), net.slope(net.depth()));
  for (int below = net.depth() - 1; below >= k; --below) {
    delta = hadamard(transpose(net.W(below + 1)) * delta, net.slope(below));
  }
  return delta;
}

inline std::vector<Activation> sigmoids(int layers) {
  return std::vector<Activation>(static_cast<std::size_t>(layers), Activation::sigmoid);
}

/// Layers of random widths, no two neighbours alike, and `activations` or, without any, random ones.
inline Perceptron random_perceptron(const Trial& in, int layers, std::vector<Activation> activations = {}) {
  std::vector<int> sizes;
  for (int k = 0; k <= layers; ++k) {
    const int least = k % 2 == 0 ? 2 : 4;
    sizes.push_back(in.size("d" + std::to_string(k), least, least + 1));
  }
  Draws draws = in.draws("activations");
  while (static_cast<int>(activations.size()) < layers) activations.push_back(static_cast<Activation>(draws.below(3)));
  return {in, sizes, in.size("N", 6, 7), std::move(activations)};
}

/// A statement about a network of three layers.
template <class F>
auto three_layers(const F& statement) {
  return [statement](const Trial& in) { return statement(random_perceptron(in, 3)); };
}
/// Y_3 - Y_gt of that.
inline Matrix64 residual(const Perceptron& net) { return net.Z(3) - net.T(); }

}  // namespace rederive::checking::mlp
