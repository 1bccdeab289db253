// An autoencoder without a constraint, and how many entries a sparse code has.
//
//   autoencoder  xhat = V W x, W H x d, V d x H; loss 1/2 |xhat - x|^2
//   sparse code  b* = argmin_b 1/2 |y - X b|^2 + lambda |b|_1,   X n x p: p entries for an input of n
//
// With at least as many hidden units as inputs the identity is within reach of a linear autoencoder, and no loss is
// less than 0: by construction, and where gradient descent on V and W ends from a random start. A penalty makes codes
// sparse whatever p is; it forces no p > n, which is a choice of whoever sets up the dictionary.
// Source: document 000, section 1.2
#include "experiments/checking/float32.h"
#include "experiments/checking/identities.h"
#include "experiments/identities/proximal.h"
#include "reference/models/lasso.h"

namespace rederive::checking {
namespace {

// The loss over the unit vectors of R^d, 1/2 |V W - I|^2, where gradient descent ends.
double trained_loss(Matrix64 W, Matrix64 V) {
  constexpr double kRate = 0.1;
  const int d = W.cols();
  double loss = 0;
  for (int step = 0; step < 2000; ++step) {
    Matrix64 error = V * W;
    for (int i = 0; i < d; ++i) error(i, i) -= 1;
    loss = 0.5 * dot(error, error);
    const Matrix64 by_V = error * transpose(W);
    const Matrix64 by_W = transpose(V) * error;
    V = V - kRate * by_V;
    W = W - kRate * by_W;
  }
  return loss;
}

// Which hidden unit has a copy of input i: the others have none, and V undoes the scale.
Comparison identity_loss(const Trial& in, int more) {
  const int d = in.size("d", 2, 4);
  const int H = d + more;
  const Matrix64 x = in.vector("x", d);
  Matrix64 W(H, d);
  Matrix64 V(d, H);
  for (int i = 0; i < std::min(d, H); ++i) W(H - 1 - i, i) = 2, V(i, H - 1 - i) = 0.5;
  const Matrix64 error = V * (W * x) - x;
  const double by_training = trained_loss(in.matrix("W", H, d, 0.5), in.matrix("V", d, H, 0.5));
  return both(equal(0.5 * dot(error, error), 0, 1), equal(by_training, 0, 1));
}

struct Code {
  explicit Code(const Trial& in)
      : n(in.size("n", 6, 9)),
        p(in.size("p", 3, 14)),
        X(rounded_to_float32(in.matrix("X", n, p))),
        y(rounded_to_float32(in.vector("y", n))) {
    lambda = 0.5 * largest(transpose(X) * y);
    const Matrix64 A = transpose(X) * X;
    const double alpha = 1 / infinity_norm(A);
    b = Matrix64(p, 1);
    for (int k = 0; k < 2000; ++k) b = shrunk(b - alpha * (A * b - transpose(X) * y), alpha * lambda);
  }
  /// At least one entry is 0 and one is not.
  bool sparse() const {
    int zeros = 0;
    for (int j = 0; j < p; ++j) zeros += b[j] == 0 ? 1 : 0;
    return zeros > 0 && zeros < p;
  }

  int n, p;
  Matrix64 X, y, b;
  double lambda = 0;
};

// The trainer's coordinate descent on the same numbers.
Comparison coordinate_descent(const Trial& in) {
  const Code code(in);
  Matrix atoms(code.p, code.n);
  std::vector<float> y;
  for (int i = 0; i < code.n; ++i) {
    y.push_back(static_cast<float>(code.y[i]));
    for (int j = 0; j < code.p; ++j) atoms(j, i) = static_cast<float>(code.X(i, j));
  }
  const LassoOptimum optimum = lasso_optimum(atoms, y, code.lambda, 1e-14);
  Matrix64 b(code.p, 1);
  for (int j = 0; j < code.p; ++j) b[j] = optimum.b[static_cast<std::size_t>(j)];
  return within(b, code.b, 1e-6);
}

const RegisteredIdentities identities{{
    .title = "The identity of an autoencoder, and the length of a sparse code",
    .source = "000 §1.2",
    .claims = {{.id = "000.S1.2.ae-identity",
                .printed = {"with H >= d: 1/2 |V W x - x|^2 = 0, and gradient descent comes there",
                            [](const Trial& in) { return identity_loss(in, in.number() % 3); }},
                .wrong = {"with H = d - 1", [](const Trial& in) { return identity_loss(in, -1); }}},
               {.id = "000.S1.2.sc-overcomplete",
                .printed = {"a sparse code of n inputs has p > n entries",
                            [](const Trial& in) {
                              const Code code(in);
                              return holds(!code.sparse() || code.p > code.n);
                            }},
                .corrected = {"the penalty makes codes sparse for any p, below n, at n and above",
                              [](const Trial& in) { return holds(Code(in).sparse()); }},
                .code = {"models/lasso.h", coordinate_descent}}},
}};

}  // namespace
}  // namespace rederive::checking
