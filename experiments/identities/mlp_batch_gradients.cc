// Backpropagation of a batch through three layers, and through any number, as products of matrices.
//
//   Z_0 = X (d_0 x N),  S_k = W_k Z_{k-1},  Z_k = f_k(S_k),  Y_3 = Z_3          W_k: d_k x d_{k-1}
//   L = 1/2 |Y_3 - Y_gt|_F^2,  Delta_3 = (Y_3 - Y_gt) . f_3'(S_3)
//   Delta_k = (W_{k+1}' Delta_{k+1}) . f_k'(S_k),  dL/dW_k = Delta_k Z_{k-1}'
//
// f_k is a sigmoid, a tanh or the identity, at random.
//
// Source: document 003, exercise 1
#include "experiments/checking/identities.h"
#include "experiments/identities/float32_perceptron.h"
#include "experiments/identities/perceptron.h"

namespace rederive::checking::mlp {
namespace {

Matrix64 delta3(const Perceptron& net) { return hadamard(residual(net), net.slope(3)); }
Matrix64 delta2(const Perceptron& net) { return hadamard(transpose(net.W(3)) * delta3(net), net.slope(2)); }
Matrix64 delta1(const Perceptron& net) { return hadamard(transpose(net.W(2)) * delta2(net), net.slope(1)); }

/// Of one layer of a random depth, within the oracle's bound.
Comparison trained_gradient(const Trial& in) {
  const int depth = in.size("depth", 1, 5);
  const Perceptron net = random_perceptron(in, depth, sigmoids(depth));
  const int k = in.size("k", 1, depth);
  const Matrix computed = network_gradients(net)[static_cast<std::size_t>(k - 1)];
  return within(transpose(to_double(computed)), error_signal(net, k) * transpose(net.Z(k - 1)), float32_error(net, k));
}

const RegisteredIdentities identities {
  {.title = "Backpropagation of a batch through three layers and more",
   .source = "003 Ex. 1",
   .claims = {
       {.id = "003.E1.dL-dW3",
        .printed = {"dL/dW_3 = [(Y_3 - Y_gt) . f_3'(S_3)] Z_2'", three_layers([](const Perceptron& net) {
                      return analytic_gradient(delta3(net) * transpose(net.Z(2)), net.loss_of_weights(3), net.W(3));
                    })},
        .wrong = {"(Y_3 - Y_gt) Z_2'", three_layers([](const Perceptron& net) {
                    return analytic_gradient(residual(net) * transpose(net.Z(2)), net.loss_of_weights(3), net.W(3));
                  })}},
       {.id = "003.E1.dL-dZ2",
        .printed = {"dL/dZ_2 = W_3' Delta_3", three_layers([](const Perceptron& net) {
                      return analytic_gradient(transpose(net.W(3)) * delta3(net), net.loss_of_input(3), net.Z(2));
                    })},
        .wrong = {"W_3' (Y_3 - Y_gt)", three_layers([](const Perceptron& net) {
                    return analytic_gradient(transpose(net.W(3)) * residual(net), net.loss_of_input(3), net.Z(2));
                  })}},
       {.id = "003.E1.dL-dW2",
        .printed = {"dL/dW_2 = [(W_3' Delta_3) . f_2'(S_2)] Z_1'", three_layers([](const Perceptron& net) {
                      return analytic_gradient(delta2(net) * transpose(net.Z(1)), net.loss_of_weights(2), net.W(2));
                    })},
        .wrong = {"[(W_3' Delta_3) . f_2'(Z_2)] Z_1'", three_layers([](const Perceptron& net) {
                    const Matrix64 delta = hadamard(transpose(net.W(3)) * delta3(net), slope(net.f(2), net.Z(2)));
                    return analytic_gradient(delta * transpose(net.Z(1)), net.loss_of_weights(2), net.W(2));
                  })}},
       {.id = "003.E1.dL-dW1",
        .printed = {"dL/dW_1 = [(W_2' Delta_2) . f_1'(S_1)] X'", three_layers([](const Perceptron& net) {
                      return analytic_gradient(delta1(net) * transpose(net.Z(0)), net.loss_of_weights(1), net.W(1));
                    })},
        .wrong = {"(W_2' Delta_2) X'", three_layers([](const Perceptron& net) {
                    const Matrix64 delta = transpose(net.W(2)) * delta2(net);
                    return analytic_gradient(delta * transpose(net.Z(0)), net.loss_of_weights(1), net.W(1));
                  })}},
       {.id = "003.E1.general",
        .printed = {"dL/dW_k = Delta_k Z_{k-1}' in any layer of any depth",
                    [](const Trial& in) {
                      const Perceptron net = random_perceptron(in, in.size("depth", 1, 5));
                      const int k = in.size("k", 1, net.depth());
                      return analytic_gradient(error_signal(net, k) * transpose(net.Z(k - 1)), net.loss_of_weights(k),
                                               net.W(k));
                    }},
        .wrong = {"(dL/dZ_k) Z_{k-1}'",
                  [](const Trial& in) {
                    const Perceptron net = random_perceptron(in, in.size("depth", 1, 5));
                    const int k = in.size("k", 1, net.depth());
                    const Matrix64 by_Z =
                        k == net.depth() ? net.Z(k) - net.T() : transpose(net.W(k + 1)) * error_signal(net, k + 1);
                    return analytic_gradient(by_Z * transpose(net.Z(k - 1)), net.loss_of_weights(k), net.W(k));
                  }},
        .code = {"models/network.h backward", trained_gradient}}},
   }};

}  // namespace
}  // namespace rederive::checking::mlp
