// An autoencoder with one hidden layer, in the columns of document 000, and the one that trains beside it.
//
//   A1 = W x + b,  h = sigmoid(A1),  A2 = V h + c,  xhat = sigmoid(A2)        x: d, h: H, W: H x d, V: d x H
//   squared error  L = 1/2 |xhat - x|^2
//   cross-entropy  L = -sum_i x_i log xhat_i + (1 - x_i) log(1 - xhat_i)
//
// The document writes W' or W* for V and b' for c; nothing is tied to anything. The code's batches are rows, so its
// weights are the transposes: 1 x d times d x H.
// Source: document 000, sections 6.1 and 6.2
#pragma once

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"
#include "reference/kernels/chain_bound.h"
#include "reference/models/autoencoder.h"

namespace rederive::checking::autoencoders {

template <class T>
T squared_error(const Matrix64& x, const Mat<T>& xhat) {
  return 0.5 * dot(xhat - x, xhat - x);
}
template <class T>
T binary_cross_entropy(const Matrix64& x, const Mat<T>& z) {
  return -sum(map(
      x, z, [](double target, const T& p) { return target * log(p) + (1 - target) * log(1.0 - p); }, "cross-entropy"));
}

/// Weights, biases and one input of numbers in (0, 1); float32 has all of them exactly.
struct AutoencoderTrial {
  explicit AutoencoderTrial(const Trial& in)
      : d(in.size("d", 5, 8)),
        H(in.size("H", 2, 4)),
        W(rounded_to_float32(in.matrix("W", H, d))),
        b(rounded_to_float32(in.vector("b", H))),
        V(rounded_to_float32(in.matrix("V", d, H))),
        c(rounded_to_float32(in.vector("c", d))),
        x(rounded_to_float32(in.uniform("x", d, 1, 0, 1))) {}

  template <class A, class B>
  auto reconstruction(const Mat<A>& encoder, const Mat<B>& decoder) const {
    return sigmoid(decoder * sigmoid(encoder * x + b) + c);
  }
  Matrix64 reconstruction() const { return reconstruction(W, V); }

  int d, H;
  Matrix64 W, b, V, c, x;
};

/// Of a statement about an autoencoder, a statement about a trial.
template <class F>
auto autoencoder(const F& statement) {
  return [statement](const Trial& in) { return statement(AutoencoderTrial(in)); };
}

/// The model that trains with these weights and biases; tied, V = W' and the trial's V does not count.
inline Autoencoder trained(const AutoencoderTrial& t, ReconstructionLoss loss, bool tied = false) {
  Autoencoder model(t.d, t.H, loss, tied, Stream(0, "replaced"));
  const std::vector<Trainable*> parameters = model.parameters();
  parameters[0]->value = to_float32(transpose(t.W));
  parameters[1]->value = to_float32(transpose(t.b));
  if (!tied) parameters[2]->value = to_float32(transpose(t.V));
  parameters.back()->value = to_float32(transpose(t.c));
  return model;
}

/// Its gradient by parameter `number` (W, b, V, c; tied: W, b, c) at the one input, as the document has it.
inline Matrix64 trained_gradient(const AutoencoderTrial& t, ReconstructionLoss loss, std::size_t number,
                                 bool tied = false) {
  Autoencoder model = trained(t, loss, tied);
  const Matrix x = to_float32(transpose(t.x));
  model.backpropagate(x, x);
  return transpose(to_double(model.parameters()[number]->gradient));
}

/// What float32 may do to one input on its way through the code, to first order and with the largest of each operand,
/// from the bounds of gemm.h (chains of d and H products, the bias first), sigmoid.h (4 u p, slope at most 1/4) and
/// activation_gradients.h (2.1 u). `slope` is 1/4 for the squared error, whose gradient goes through the output's
/// sigmoid, and 1 for cross-entropy, whose gradient by A2 is xhat - x itself.
struct AutoencoderRounding {
  AutoencoderRounding(const AutoencoderTrial& t, const Matrix64& decoder, double slope) {
    const double v = largest(decoder);
    const double residual = 1;  // |xhat - x|
    const double hidden = chain_bound(t.d + 2, t.d * largest(t.W) + largest(t.b)) / 4 + 4 * kUnitRoundoff32;
    output = (chain_bound(t.H + 2, t.H * v + largest(t.c)) + t.H * v * hidden) / 4 + 4 * kUnitRoundoff32;
    // By A2: the residual's error, and where it is multiplied by xhat (1 - xhat) that product's, whose slope is <= 1.
    by_output = output * (slope + residual) + 4 * kUnitRoundoff32 * residual;
    by_decoder = by_output + slope * hidden + 2 * kUnitRoundoff32;
    const double back = t.d * v;  // what V' multiplies a gradient by, at most
    const double by_hidden = back * by_output + chain_bound(t.d + 2, back * slope);
    by_encoder = by_hidden / 4 + back * slope * (hidden + 3 * kUnitRoundoff32);
  }

  double output = 0;      // of xhat
  double by_output = 0;   // of the gradient by A2, and by c
  double by_decoder = 0;  // by V
  double by_encoder = 0;  // by W
};

}  // namespace rederive::checking::autoencoders
