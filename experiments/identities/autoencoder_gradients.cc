// The gradient of an autoencoder's squared error by both weight matrices, l = 1/2 |xhat - x|^2.
//
//   A1 = W x + b,  A2 = W* sigma1(A1) + c,  xhat = sigma2(A2)             x: d x 1, W: H x d, W*: d x H
//   e = sigma2'(A2) . (xhat - x)                                          . is elementwise
//   dl/dW = [sigma1'(A1) . W*^T e] x^T        dl/dW* = e sigma1(A1)^T
//
// Source: document 000, section 6.2
#include "experiments/checking/identities.h"
#include "experiments/identities/autoencoder.h"

namespace rederive::checking::autoencoders {
namespace {

constexpr std::string_view kTrained = "models/autoencoder.h backpropagate, squared error";

// The loss as a function of either matrix.
auto loss_of_encoder(const AutoencoderTrial& t) {
  return [&t](const auto& W) { return squared_error(t.x, t.reconstruction(W, t.V)); };
}
auto loss_of_decoder(const AutoencoderTrial& t) {
  return [&t](const auto& V) { return squared_error(t.x, t.reconstruction(t.W, V)); };
}

// The activations before the sigmoids.
struct Activations {
  Matrix64 A1, A2;
};
Activations with_biases(const AutoencoderTrial& t) {
  const Matrix64 A1 = t.W * t.x + t.b;
  return {A1, t.V * sigmoid(A1) + t.c};
}
Activations without_biases(const AutoencoderTrial& t) {
  const Matrix64 A1 = t.W * t.x;
  return {A1, t.V * sigmoid(A1)};
}

Matrix64 by_output(const AutoencoderTrial& t, const Activations& a) {
  return hadamard(sigmoid_slope(a.A2), sigmoid(a.A2) - t.x);
}
Matrix64 by_encoder(const AutoencoderTrial& t, const Activations& a) {
  return hadamard(sigmoid_slope(a.A1), transpose(t.V) * by_output(t, a)) * transpose(t.x);
}
Matrix64 by_decoder(const AutoencoderTrial& t, const Activations& a) {
  return by_output(t, a) * transpose(sigmoid(a.A1));
}

// The factors of the chain rule, each by differences of its own function alone. A matrix is its elements in one row.
struct Factors {
  explicit Factors(const AutoencoderTrial& trial) : t(trial), a(with_biases(trial)), s1(sigmoid(a.A1)) {}

  Matrix64 l_by_xhat() const {
    return jacobian([&](const Matrix64& s2) { return Matrix64(1, 1, squared_error(t.x, s2)); }, sigmoid(a.A2));
  }
  Matrix64 xhat_by_a2() const { return jacobian(sigmoid<double>, a.A2); }
  Matrix64 a2_by_hidden() const {
    return jacobian([&](const Matrix64& hidden) { return t.V * hidden + t.c; }, s1);
  }
  Matrix64 hidden_by_a1() const { return jacobian(sigmoid<double>, a.A1); }
  Matrix64 a1_by_w() const {
    return jacobian([&](const Matrix64& W) { return W * t.x + t.b; }, t.W);
  }
  Matrix64 a2_by_v() const {
    return jacobian([&](const Matrix64& V) { return V * s1 + t.c; }, t.V);
  }

  const AutoencoderTrial& t;
  Activations a;
  Matrix64 s1;
};

// The product of the factors against the slopes of the whole, by complex steps.
template <class F>
Comparison chain(const AutoencoderTrial& t, const Matrix64& product, const F& loss, const Matrix64& weights) {
  return same_gradient(reshaped(product, weights.rows(), weights.cols()), complex_slopes(loss(t), weights));
}

// With V = W' both chains end at the one matrix there is.
Comparison tied_by_model(AutoencoderTrial t) {
  t.V = transpose(t.W);
  const Activations a = with_biases(t);
  const AutoencoderRounding rounding(t, t.V, 0.25);
  const double terms = largest(by_encoder(t, a)) + largest(by_decoder(t, a));
  return within(trained_gradient(t, ReconstructionLoss::squared_error, 0, true),
                by_encoder(t, a) + transpose(by_decoder(t, a)),
                rounding.by_encoder + rounding.by_decoder + 3 * kUnitRoundoff32 * terms);
}

const RegisteredIdentities identities{{
    .title = "Autoencoders: gradients of the squared error",
    .source = "000 §6.2",
    .claims =
        {{.id = "000.S6.2.biases-dropped",
          .printed = {"dl/dW with A1 = W x, A2 = W* sigma1(A1), where xhat has the biases b and b'",
                      autoencoder([](const AutoencoderTrial& t) {
                        return analytic_gradient(by_encoder(t, without_biases(t)), loss_of_encoder(t), t.W);
                      })},
          .corrected = {"dl/dW with A1 = W x + b, A2 = W* sigma1(A1) + b'", autoencoder([](const AutoencoderTrial& t) {
                          return analytic_gradient(by_encoder(t, with_biases(t)), loss_of_encoder(t), t.W);
                        })}},
         {.id = "000.S6.2.chain-W",
          .printed = {"dl/dW = dl/dsigma2 dsigma2/dA2 dA2/dsigma1 dsigma1/dA1 dA1/dW",
                      autoencoder([](const AutoencoderTrial& t) {
                        const Factors f(t);
                        return chain(t,
                                     f.l_by_xhat() * f.xhat_by_a2() * f.a2_by_hidden() * f.hidden_by_a1() * f.a1_by_w(),
                                     loss_of_encoder, t.W);
                      })},
          .wrong = {"the same without dsigma1/dA1", autoencoder([](const AutoencoderTrial& t) {
                      const Factors f(t);
                      return chain(t, f.l_by_xhat() * f.xhat_by_a2() * f.a2_by_hidden() * f.a1_by_w(), loss_of_encoder,
                                   t.W);
                    })},
          .code = {"models/autoencoder.h backpropagate, tied: both chains", autoencoder(tied_by_model)}},
         {.id = "000.S6.2.chain-Wstar",
          .printed = {"dl/dW* = dl/dsigma2 dsigma2/dA2 dA2/dW*", autoencoder([](const AutoencoderTrial& t) {
                        const Factors f(t);
                        return chain(t, f.l_by_xhat() * f.xhat_by_a2() * f.a2_by_v(), loss_of_decoder, t.V);
                      })},
          .wrong = {"the same without dsigma2/dA2", autoencoder([](const AutoencoderTrial& t) {
                      const Factors f(t);
                      return chain(t, f.l_by_xhat() * f.a2_by_v(), loss_of_decoder, t.V);
                    })}},
         // Factors as matrices, in the order in which they stand; a derivative of sigma is its Jacobian. Were all sizes
         // one, so that any order is right, both would still be twice the gradient of the section's l with its 1/2.
         {.id = "000.S6.2.grad-W",
          .printed = {"dl/dW = -2 (x - sigma2(A2)) sigma2' W* sigma1' x", autoencoder([](const AutoencoderTrial& t) {
                        const auto [A1, A2] = with_biases(t);
                        const Matrix64 stated =
                            -2 * (t.x - sigmoid(A2)) * diag(sigmoid_slope(A2)) * t.V * diag(sigmoid_slope(A1)) * t.x;
                        return analytic_gradient(stated, loss_of_encoder(t), t.W);
                      })},
          .corrected = {"dl/dW = -[sigma1' . W*^T (sigma2' . (x - sigma2(A2)))] x^T, no factor 2 as l has 1/2",
                        autoencoder([](const AutoencoderTrial& t) {
                          return analytic_gradient(by_encoder(t, with_biases(t)), loss_of_encoder(t), t.W);
                        })},
          .code = {kTrained, autoencoder([](const AutoencoderTrial& t) {
                     return within(trained_gradient(t, ReconstructionLoss::squared_error, 0),
                                   by_encoder(t, with_biases(t)), AutoencoderRounding(t, t.V, 0.25).by_encoder);
                   })}},
         {.id = "000.S6.2.grad-Wstar",
          .printed = {"dl/dW* = -2 (x - sigma2(A2)) sigma2' sigma1(A1)", autoencoder([](const AutoencoderTrial& t) {
                        const auto [A1, A2] = with_biases(t);
                        const Matrix64 stated = -2 * (t.x - sigmoid(A2)) * diag(sigmoid_slope(A2)) * sigmoid(A1);
                        return analytic_gradient(stated, loss_of_decoder(t), t.V);
                      })},
          .corrected = {"dl/dW* = -[sigma2' . (x - sigma2(A2))] sigma1(A1)^T, no factor 2 as l has 1/2",
                        autoencoder([](const AutoencoderTrial& t) {
                          return analytic_gradient(by_decoder(t, with_biases(t)), loss_of_decoder(t), t.V);
                        })},
          .code = {kTrained, autoencoder([](const AutoencoderTrial& t) {
                     return within(trained_gradient(t, ReconstructionLoss::squared_error, 2),
                                   by_decoder(t, with_biases(t)), AutoencoderRounding(t, t.V, 0.25).by_decoder);
                   })}}},
}};

}  // namespace
}  // namespace rederive::checking::autoencoders
