// One step of gradient descent on a network of two layers and four samples, every matrix of it printed.
//
//   S_1 = W_1 X,  Z_1 = relu(S_1),  Y = W_2 Z_1,  L = 1/(2N) |Y - y|_F^2          X: 2 x 4, W_1: 3 x 2, W_2: 1 x 3
//   D = (Y - y) / N,  D_1 = (W_2' D) . [S_1 > 0],  dL/dW_2 = D Z_1',  dL/dW_1 = D_1 X',  W_k' = W_k - dL/dW_k / 2
//
// The text names neither the activations, nor the loss, nor the rate: its figures force all three, and each is a claim.
//
// Source: document 003, exercise 2
#pragma once

#include <string_view>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"
#include "reference/layers/activations.h"
#include "reference/models/network.h"
#include "reference/optimise/optimiser.h"

namespace rederive::checking::worked_example {

inline const Matrix64 kX{{0.75, 0.2, -0.75, 0.2}, {0.8, 0.05, 0.8, -0.05}};
inline const Matrix64 kW1{{0.6, 0.01}, {0.7, 0.43}, {0.0, 0.88}};
inline const Matrix64 kW2{{0.02, 0.03, 0.09}};
inline const Matrix64 kTargets{{1, 1, -1, -1}};

constexpr double kRate = 0.5;
constexpr double kSamples = 4;

struct Pass {
  Pass(const Matrix64& W1, const Matrix64& W2, const Matrix64& X = kX)
      : S1(W1 * X),
        Z1(map(S1, [](double s) { return relu(s); })),
        Y(W2 * Z1),
        loss(dot(Y - kTargets, Y - kTargets) / (2 * kSamples)),
        delta((1 / kSamples) * (Y - kTargets)),
        delta1(hadamard(transpose(W2) * delta, map(S1, [](double s) { return s > 0 ? 1.0 : 0.0; }))),
        slopes1(delta1 * transpose(X)),
        slopes2(delta * transpose(Z1)) {}

  Matrix64 S1, Z1, Y;
  double loss;
  Matrix64 delta, delta1, slopes1, slopes2;
};

inline Pass before() { return {kW1, kW2}; }
inline Pass after(double rate) {
  const Pass pass = before();
  return {kW1 - rate * pass.slopes1, kW2 - rate * pass.slopes2};
}

/// The same step by a network of the library in float32, without biases. Rows are samples: all is transposed.
struct Trained {
  Trained() : net(2, {layers::dense(3), layers::relu(), layers::dense(1)}) {
    weights(0).value = to_float32(transpose(kW1));
    weights(1).value = to_float32(transpose(kW2));
    x = to_float32(transpose(kX));
    Y = to_double(net.forward(x));
    Matrix gradient = to_float32((1 / kSamples) * (Y - transpose(kTargets)));
    net.backward(gradient);
    for (int k : {0, 1}) slopes[k] = transpose(to_double(weights(k).gradient));
    Optimiser({&weights(0), &weights(1)}, SgdRule{.rate = static_cast<float>(kRate)}).step();
    for (int k : {0, 1}) updated[k] = transpose(to_double(weights(k).value));
    new_Y = to_double(net.forward(x));
  }
  Trainable& weights(int k) { return net.dense(k == 0 ? 0 : 2).weights(); }

  Network net;
  Matrix x;
  Matrix64 Y, new_Y, slopes[2], updated[2];
};

// u = 2^-24. Six products follow on one another at most (S_1, Y, D_1, dL/dW_1; S_1 and Y after the update), of at most
// four terms whose magnitudes add up to less than 1: 6 u each. They pass earlier errors on by factors that multiply to
// less than 2.2 (the largest rows of |W_1| 1.13, of |W_2| .14, of |X| 1.9): 80 u. The rest is for inputs, residual and
// update, each rounded once.
constexpr double kFloat32 = 128 * kUnitRoundoff32;

/// Of the printed figures alone, as numbers.
inline Matrix64 numbers(std::string_view figures, int rows, int cols) {
  const Matrix64 nothing(rows, cols);
  Matrix64 result(rows, cols);
  const Comparison read = printed(figures, nothing);
  for (int i = 0; i < result.size(); ++i) result[i] = read.stated[static_cast<std::size_t>(i)];
  return result;
}

inline Statement figures(std::string_view text, std::string_view printed_figures, Matrix64 (*computed)()) {
  return {text, [=](const Trial&) { return printed(printed_figures, computed()); }};
}

}  // namespace rederive::checking::worked_example
