// A feedforward network at one example, in double for the formulas and in float32 as it trains.
//
//   z^l = w^l a^{l-1} + b^l,   a^l = f(z^l),   l = 1 .. L,   a^0 = x         w^l is n_l x n_{l-1}; f sigmoid or linear
//   C = exp(c' a^L) + |a^L - y|^2 / 2,   delta^l_j = dC/dz^l_j               no sum over units hides behind this C
//
// w_jk leads from unit k to unit j, and delta is known without any rule of backpropagation: by complex steps at z^l.
#pragma once

#include <vector>

#include "experiments/checking/comparison.h"
#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"
#include "reference/models/network.h"

namespace rederive::checking {

enum class Activation { sigmoid, linear };

/// n_0 .. n_L, no two alike, so that a matrix the wrong way round or of another layer does not fit. L is 3 to 5.
std::vector<int> distinct_widths(const Trial& in);
/// n units in every layer, so that everything fits and only the numbers tell. L is 4 to 6.
std::vector<int> equal_widths(const Trial& in);

class Feedforward {
 public:
  Feedforward(const Trial& in, Activation kind, const std::vector<int>& widths);

  /// The parameters, x and grad C as float32 holds them.
  Feedforward in_float32() const;

  /// C as a function of z^l, and of a^l.
  auto cost_by_z(int l) const {
    return [this, l](const auto& at) { return cost(l, output(at)); };
  }
  auto cost_by_a(int l) const {
    return [this, l](const auto& at) { return cost(l, at); };
  }

  Matrix64 delta(int l) const { return complex_slopes(cost_by_z(l), z[place(l)]); }
  /// f'(z^l)
  Matrix64 slope(int l) const {
    return activation == Activation::linear ? map(z[place(l)], one) : sigmoid_slope(z[place(l)]);
  }
  /// Sigma'(z^l), f'(z^l) on the diagonal
  Matrix64 Sigma(int l) const { return diag(slope(l)); }
  Matrix64 w_transposed(int l) const { return transpose(w[place(l)]); }
  /// f(z)
  template <class T>
  Mat<T> output(const Mat<T>& at) const {
    return activation == Activation::linear ? at : sigmoid(at);
  }

  Activation activation;
  int L;
  std::vector<Matrix64> w, b, z, a;  // by layer; of layer 0 there is a alone
  Matrix64 grad_C;                   // dC/da^L

 private:
  static std::size_t place(int l) { return static_cast<std::size_t>(l); }
  static double one(double) { return 1; }

  void run();

  template <class T>
  T cost(int l, Mat<T> at) const {
    for (std::size_t next = place(l) + 1; next < w.size(); ++next) at = output(w[next] * at + b[next]);
    const Mat<T> miss = at - y_;
    return exp(dot(c_, at)) + 0.5 * dot(miss, miss);
  }

  Matrix64 c_, y_;
};

/// f.in_float32() as the network that trains, after one pass forward and back.
class TrainedPass {
 public:
  explicit TrainedPass(const Feedforward& f);

  /// delta^l, which is the gradient of the biases.
  Matrix64 delta(int l) { return transpose(to_double(dense(l).bias().gradient)); }
  /// dC/dw^l, n_l x n_{l-1}
  Matrix64 weight_gradient(int l) { return transpose(to_double(dense(l).weights().gradient)); }

 private:
  Dense& dense(int l) { return network_.dense(static_cast<std::size_t>(l - 1) * layers_per_w_); }

  std::size_t layers_per_w_;
  Network network_;
};

/// How far float32 may be off in any element of an activation, a delta and a dC/dw of f.in_float32().
struct PassErrors {
  double activation = 0;
  double delta = 0;
  double weight_gradient = 0;
};
PassErrors pass_errors(const Feedforward& f);

}  // namespace rederive::checking
