// A batch through three layers: shapes, the loss, and the factors of the chain rule one by one.
//
//   Z_0 = X (d_0 x N),  S_k = W_k Z_{k-1},  Z_k = f_k(S_k),  Y_3 = Z_3          W_k: d_k x d_{k-1}
//   L = 1/2 |Y_3 - Y_gt|_F^2,  dL/dY_3 = Y_3 - Y_gt,  dY_3/dS_3 = f_3'(S_3),  dS_3kn/dW_3ij = Z_2jn delta_ik
//
// f_k is a sigmoid, a tanh or the identity, at random.
//
// Source: document 003, exercise 1
#include <limits>

#include "experiments/checking/identities.h"
#include "experiments/identities/perceptron.h"
#include "reference/kernels/activation_gradients.h"
#include "reference/kernels/sums.h"

namespace rederive::checking::mlp {
namespace {

/// S_3 by sums over the units below, one sample after the other.
Matrix64 sample_by_sample(const Perceptron& net) {
  Matrix64 s;
  for (int k = 1; k <= 3; ++k) {
    const Matrix64 below = k == 1 ? net.Z(0) : activate(net.f(k - 1), s);
    s = Matrix64(net.W(k).rows(), below.cols());
    for (int n = 0; n < s.cols(); ++n) {
      for (int i = 0; i < s.rows(); ++i) {
        for (int j = 0; j < below.rows(); ++j) s(i, n) += net.W(k)(i, j) * below(j, n);
      }
    }
  }
  return s;
}

double sum_of_squares(const Matrix64& a) {
  double total = 0;
  for (const double x : a.values()) total += x * x;
  return total;
}
double trace(const Matrix64& a) {
  double total = 0;
  for (int i = 0; i < a.rows(); ++i) total += a(i, i);
  return total;
}

/// The Jacobian of Y_3 by S_3, d_3 N x d_3 N, by complex steps.
Matrix64 output_jacobian(const Perceptron& net) {
  return complex_jacobian([&](const auto& s) { return activate(net.f(3), s); }, net.S(3));
}
/// The elements of a matrix, row by row, as a vector.
Matrix64 unrolled(const Matrix64& a) { return column(a.values()); }

/// dS_3/dW_3ij, d_3 x N, by a difference: S_3 is linear in W_3, so that is the slope.
Matrix64 preactivation_slope(const Perceptron& net, int i, int j) {
  Matrix64 direction(net.W(3).rows(), net.W(3).cols());
  direction(i, j) = 1;
  const auto at = [&](double h) { return (net.W(3) + h * direction) * net.Z(2); };
  return at(0.5) - at(-0.5);
}

/// sum_kn (dL/dS_3)_kn (dS_3/dW_3)_knij for i = 1 .. d, j = 1 .. e, where k = 1 .. a, n = 1 .. b.
Matrix64 contraction(const Perceptron& net, int a, int b, int d, int e) {
  const Matrix64 by_S3 = complex_slopes(net.loss_of_preactivation(3), net.S(3));
  Matrix64 result(d, e);
  for (int i = 0; i < d; ++i) {
    for (int j = 0; j < e; ++j) {
      const Matrix64 slope = preactivation_slope(net, i, j);
      for (int k = 0; k < a; ++k) {
        for (int n = 0; n < b; ++n) result(i, j) += by_S3(k, n) * slope(k, n);
      }
    }
  }
  return result;
}

/// [Z_2jn delta_ik]_kn for all i up to d_3 and j up to `most`, one below the other; beside it what is true.
Comparison zero_but_row_i(const Perceptron& net, int most) {
  const int d3 = net.W(3).rows();
  Comparison all{.stated = {}, .truth = {}, .tolerance = std::numeric_limits<double>::infinity()};
  for (int i = 0; i < d3; ++i) {
    for (int j = 0; j < most; ++j) {
      Matrix64 stated(d3, net.Z(2).cols());
      for (int n = 0; n < stated.cols(); ++n) stated(i, n) = net.Z(2)(j, n);
      all = both(std::move(all), equal(stated, preactivation_slope(net, i, j), largest(net.Z(2))));
    }
  }
  return all;
}

/// f_3' times ones, by the kernel that goes backwards, from an output that float32 has. It is within 2.1 u of the
/// formula.
Comparison backward_kernel(const Trial& in) {
  const bool tanh_units = in.number() % 2 == 1;
  const Perceptron net = random_perceptron(in, 3, std::vector(3, tanh_units ? Activation::tanh : Activation::sigmoid));
  const Matrix64 y = rounded_to_float32(net.Z(3));
  const Matrix g = to_float32(Matrix64(y.rows(), y.cols(), 1));
  Matrix computed(g.rows(), g.cols());
  (tanh_units ? tanh_backward : sigmoid_backward)(g, to_float32(y), computed);
  const auto formula = [&](double z) { return tanh_units ? 1 - z * z : z * (1 - z); };
  return within(to_double(computed), map(y, formula), 2.1 * kUnitRoundoff32 * largest(map(y, formula)) + 0x1p-149);
}

const RegisteredIdentities identities{{
    .title = "A batch through three layers: the loss and the factors of its derivatives",
    .source = "003 Ex. 1",
    .claims =
        {{.id = "003.E1.shapes",
          .printed = {"X: d_0 x N, W_k: d_k x d_{k-1}, S_k = W_k Z_{k-1} and Z_k: d_k x N, a column for each sample",
                      three_layers([](const Perceptron& net) { return equal(net.S(3), sample_by_sample(net)); })},
          .wrong = {"W_k: d_{k-1} x d_k", three_layers([](const Perceptron& net) {
                      return equal(transpose(net.W(3)) * net.Z(2), sample_by_sample(net));
                    })}},
         {.id = "003.E1.loss",
          .printed = {"L = 1/2 |Y_3 - Y_gt|_F^2, the sum over all outputs of all samples",
                      three_layers([](const Perceptron& net) {
                        const double norm = std::sqrt(trace(transpose(residual(net)) * residual(net)));
                        return equal(norm * norm / 2, sum_of_squares(residual(net)) / 2);
                      })},
          .wrong = {"1/2 |Y_3 - Y_gt|_F", three_layers([](const Perceptron& net) {
                      return equal(std::sqrt(sum_of_squares(residual(net))) / 2, sum_of_squares(residual(net)) / 2);
                    })},
          .code = {"kernels/sums.h total_squared_error", three_layers([](const Perceptron& net) {
                     // The header's bound, for outputs that float32 has.
                     const Matrix64 outputs = rounded_to_float32(net.Z(3));
                     const double truth = sum_of_squares(outputs - net.T());
                     const double computed = total_squared_error(to_float32(outputs), to_float32(net.T()));
                     return within(Matrix64(1, 1, computed), Matrix64(1, 1, truth), 2.1 * kUnitRoundoff32 * truth);
                   })}},
         {.id = "003.E1.trace",
          .printed = {"|Y - G|_F^2 = Tr[Y'Y + G'G - Y'G - G'Y]", three_layers([](const Perceptron& net) {
                        const Matrix64 &Y = net.Z(3), &G = net.T();
                        const Matrix64 all = transpose(Y) * Y + transpose(G) * G - transpose(Y) * G - transpose(G) * Y;
                        return equal(trace(all), sum_of_squares(Y - G), sum_of_squares(Y) + sum_of_squares(G));
                      })},
          .wrong = {"Tr[Y'Y + G'G - Y'G + G'Y]", three_layers([](const Perceptron& net) {
                      const Matrix64 &Y = net.Z(3), &G = net.T();
                      const Matrix64 all = transpose(Y) * Y + transpose(G) * G - transpose(Y) * G + transpose(G) * Y;
                      return equal(trace(all), sum_of_squares(Y - G), sum_of_squares(Y) + sum_of_squares(G));
                    })}},
         {.id = "003.E1.dL-dY",
          .printed = {"dL/dY_3 = Y_3 - Y_gt", three_layers([](const Perceptron& net) {
                        const auto loss = [&](const auto& y) { return squared_error(y, net.T()); };
                        return analytic_gradient(residual(net), loss, net.Z(3));
                      })},
          .wrong = {"2 (Y_3 - Y_gt)", three_layers([](const Perceptron& net) {
                      const auto loss = [&](const auto& y) { return squared_error(y, net.T()); };
                      return analytic_gradient(2 * residual(net), loss, net.Z(3));
                    })}},
         {.id = "003.E1.dY-dS",
          .printed = {"dY_3/dS_3 = f_3'(S_3): element by element, all else 0", three_layers([](const Perceptron& net) {
                        return same_gradient(diag(unrolled(net.slope(3))), output_jacobian(net));
                      })},
          .wrong = {"f_3'(Y_3)", three_layers([](const Perceptron& net) {
                      return same_gradient(diag(unrolled(slope(net.f(3), net.Z(3)))), output_jacobian(net));
                    })},
          .code = {"kernels/activation_gradients.h sigmoid_backward, tanh_backward", backward_kernel}},
         {.id = "003.E1.tensor-dims",
          .printed = {"dS_3/dW_3 is d_3 x N x d_3 x d_2: contracted with dL/dS_3 over the first two it is dL/dW_3",
                      three_layers([](const Perceptron& net) {
                        const int d3 = net.W(3).rows(), d2 = net.W(3).cols(), N = net.T().cols();
                        return same_gradient(contraction(net, d3, N, d3, d2),
                                             complex_slopes(net.loss_of_weights(3), net.W(3)));
                      })},
          .wrong = {"d_3 x N x d_2 x d_3", three_layers([](const Perceptron& net) {
                      const int d3 = net.W(3).rows(), d2 = net.W(3).cols(), N = net.T().cols();
                      return same_gradient(contraction(net, d3, N, d2, d3),
                                           complex_slopes(net.loss_of_weights(3), net.W(3)));
                    })}},

         // Below the display the text has i: 1 -> d_3, j: 1 -> d_3 and 0: 1 -> N. Its conversion damaged these lines at
         // least in part, and the shape of the tensor has j: 1 -> d_2: read so.
         {.id = "003.E1.dS-dWij",
          .printed = {"dS_3/dW_3ij = [Z_2jn delta_ik]_kn for i: 1 -> d_3, j: 1 -> d_2, n: 1 -> N",
                      three_layers([](const Perceptron& net) { return zero_but_row_i(net, net.W(3).cols()); })},
          .wrong = {"that for j: 1 -> d_3, as in the text",
                    three_layers([](const Perceptron& net) { return zero_but_row_i(net, net.W(3).rows()); })}}},
}};

}  // namespace
}  // namespace rederive::checking::mlp
