// Backpropagation by matrices alone: Sigma'(z), a diagonal matrix, takes the place of the elementwise product.
//
//   delta^L = grad_a C . sigma'(z^L)          = Sigma'(z^L) grad_a C
//   delta^l = (w^{l+1}' delta^{l+1}) . sigma'(z^l) = Sigma'(z^l) w^{l+1}' Sigma'(z^{l+1}) ... w^L' Sigma'(z^L) grad_a C
//
// The network, its cost and what delta truly is are those of feedforward.h, with sigmoid units.
// Source: document 004, problem 2, 1 to 3
#include "experiments/checking/identities.h"
#include "experiments/identities/feedforward.h"

namespace rederive::checking {
namespace {

// A hidden layer l of a network whose layers all differ in width.
struct Hidden {
  explicit Hidden(const Trial& in)
      : f(in, Activation::sigmoid, distinct_widths(in)),
        l(in.size("l", 1, f.L - 1)),
        z(f.z[static_cast<std::size_t>(l)]) {}

  /// w^{l+1}' v
  Matrix64 back(const Matrix64& v) const { return f.w_transposed(l + 1) * v; }
  /// sum_j w^{l+1}_jk delta^{l+1}_j times factor(j, k), for every unit k of layer l.
  template <class F>
  Matrix64 sums(const F& factor) const {
    const Matrix64& w = f.w[static_cast<std::size_t>(l) + 1];
    const Matrix64 delta = f.delta(l + 1);
    Matrix64 result(w.cols(), 1);
    for (int k = 0; k < w.cols(); ++k) {
      for (int j = 0; j < w.rows(); ++j) result[k] += w(j, k) * delta[j] * factor(j, k);
    }
    return result;
  }
  Comparison is_delta(const Matrix64& stated) const { return analytic_gradient(stated, f.cost_by_z(l), z); }

  Feedforward f;
  int l;
  Matrix64 z;
};

template <class F>
auto hidden(const F& statement) {
  return [statement](const Trial& in) { return statement(Hidden(in)); };
}

// The output layer: grad_a C and sigma'(z^L) there.
template <class F>
auto output(const F& statement) {
  return [statement](const Trial& in) {
    const Feedforward f(in, Activation::sigmoid, distinct_widths(in));
    return statement(f);
  };
}

Comparison is_output_delta(const Matrix64& stated, const Feedforward& f) {
  return analytic_gradient(stated, f.cost_by_z(f.L), f.z.back());
}

// Sigma'(z^l) w^{l+1}' ... Sigma'(z^{L-1}) w^L', the last factor but Sigma'(z^L).
Matrix64 product_to_output(const Feedforward& f, int l) {
  Matrix64 product = f.Sigma(l);
  for (int next = l + 1; next <= f.L; ++next) {
    product = product * f.w_transposed(next);
    if (next < f.L) product = product * f.Sigma(next);
  }
  return product;
}

// All layers have n units here, as in the document's matrices: with widths of their own (8) would not even fit.
template <class F>
auto substituted_twice(const F& error_at) {
  return [error_at](const Trial& in) {
    const Feedforward f(in, Activation::sigmoid, equal_widths(in));
    const int l = in.size("l", 1, f.L - 3);
    const Matrix64 stated =
        f.Sigma(l) * f.w_transposed(l + 1) * f.Sigma(l + 1) * f.w_transposed(l + 2) * error_at(f, l);
    return analytic_gradient(stated, f.cost_by_z(l), f.z[static_cast<std::size_t>(l)]);
  };
}

// M is square, so that rows and columns could be mistaken for each other.
template <class F>
auto scaled_rows(const F& stated) {
  return [stated](const Trial& in) {
    const int n = in.size("n", 2, 6);
    const Matrix64 s = in.vector("s", n);
    const Matrix64 M = in.matrix("M", n, n);
    Matrix64 truth = M;
    for (int i = 0; i < truth.size(); ++i) truth[i] *= s[i / n];
    return equal(stated(s, M), truth);
  };
}

const RegisteredIdentities identities{
    {.title = "Backpropagation with diagonal matrices",
     .source = "004 P2.1-P2.3",
     .claims = {
         {.id = "004.P2.1.eq1",
          .printed = {"delta^L = grad_a C . sigma'(z^L)", output([](const Feedforward& f) {
                        return is_output_delta(hadamard(f.grad_C, f.slope(f.L)), f);
                      })},
          .wrong = {"delta^L = grad_a C . sigma(z^L)",
                    output([](const Feedforward& f) { return is_output_delta(hadamard(f.grad_C, f.a.back()), f); })},
          .code = {"models/network.h backward",
                   [](const Trial& in) {
                     const Feedforward f = Feedforward(in, Activation::sigmoid, distinct_widths(in)).in_float32();
                     return within(TrainedPass(f).delta(f.L), hadamard(f.grad_C, f.slope(f.L)), pass_errors(f).delta);
                   }}},
         {.id = "004.P2.1.identity-matrix",
          .printed = {"diag(s) (I M) is M with its row i times s_i",
                      scaled_rows(
                          [](const Matrix64& s, const Matrix64& M) { return diag(s) * (identity(s.size()) * M); })},
          .wrong = {"M diag(s) is M with its row i times s_i",
                    scaled_rows([](const Matrix64& s, const Matrix64& M) { return M * diag(s); })}},
         {.id = "004.P2.1.eq2",
          .printed = {"Sigma'(z^L) grad_a C = grad_a C . sigma'(z^L)", output([](const Feedforward& f) {
                        return equal(f.Sigma(f.L) * f.grad_C, hadamard(f.grad_C, f.slope(f.L)));
                      })},
          .wrong = {"diag(a^L) grad_a C = grad_a C . sigma'(z^L)", output([](const Feedforward& f) {
                      return equal(diag(f.a.back()) * f.grad_C, hadamard(f.grad_C, f.slope(f.L)));
                    })}},
         {.id = "004.P2.2.eq3",
          .printed = {"delta^l = (w^{l+1}' delta^{l+1}) . sigma'(z^l)", hidden([](const Hidden& h) {
                        return h.is_delta(hadamard(h.back(h.f.delta(h.l + 1)), h.f.slope(h.l)));
                      })},
          .wrong = {"delta^l = w^{l+1}' delta^{l+1}",
                    hidden([](const Hidden& h) { return h.is_delta(h.back(h.f.delta(h.l + 1))); })}},
         {.id = "004.P2.2.eq4-5",
          .printed = {"delta^l_k = sum_j w^{l+1}_jk delta^{l+1}_j sigma'(z^l_k)", hidden([](const Hidden& h) {
                        return equal(h.sums([&](int, int k) { return sigmoid_slope(h.z[k]); }), h.f.delta(h.l));
                      })},
          .wrong = {"sum_j w^{l+1}_jk delta^{l+1}_j sigma'(z^{l+1}_j)", hidden([](const Hidden& h) {
                      const Matrix64 slope = h.f.slope(h.l + 1);
                      return equal(h.sums([&](int j, int) { return slope[j]; }), h.f.delta(h.l));
                    })}},
         {.id = "004.P2.2.eq6",
          .printed = {"Sigma'(z^l) (sum_j w^{l+1}_jk delta^{l+1}_j)_k = delta^l", hidden([](const Hidden& h) {
                        return equal(h.f.Sigma(h.l) * h.sums([](int, int) { return 1.0; }), h.f.delta(h.l));
                      })},
          .wrong = {"diag(a^l) (sum_j w^{l+1}_jk delta^{l+1}_j)_k = delta^l", hidden([](const Hidden& h) {
                      return equal(diag(sigmoid(h.z)) * h.sums([](int, int) { return 1.0; }), h.f.delta(h.l));
                    })}},
         {.id = "004.P2.3.eq7",
          .printed = {"delta^l = Sigma'(z^l) w^{l+1}' delta^{l+1}",
                      hidden([](const Hidden& h) { return h.is_delta(h.f.Sigma(h.l) * h.back(h.f.delta(h.l + 1))); })},
          .wrong = {"delta^l = w^{l+1}' Sigma'(z^{l+1}) delta^{l+1}", hidden([](const Hidden& h) {
                      return h.is_delta(h.back(h.f.Sigma(h.l + 1) * h.f.delta(h.l + 1)));
                    })}},
         {.id = "004.P2.3.eq8",
          .printed = {"delta^l = Sigma'(z^l) w^{l+1}' Sigma'(z^{l+1}) w^{l+2}' delta^{l+3}",
                      substituted_twice([](const Feedforward& f, int l) { return f.delta(l + 3); })},
          .corrected = {"delta^l = Sigma'(z^l) w^{l+1}' Sigma'(z^{l+1}) w^{l+2}' delta^{l+2}",
                        substituted_twice([](const Feedforward& f, int l) { return f.delta(l + 2); })}},
         {.id = "004.P2.3.eq9",
          .printed = {"delta^l = Sigma'(z^l) w^{l+1}' ... w^L' Sigma'(z^L) grad_a C", hidden([](const Hidden& h) {
                        return h.is_delta(product_to_output(h.f, h.l) * h.f.Sigma(h.f.L) * h.f.grad_C);
                      })},
          .wrong = {"Sigma'(z^l) w^{l+1}' ... Sigma'(z^{L-1}) w^L' grad_a C",
                    hidden([](const Hidden& h) { return h.is_delta(product_to_output(h.f, h.l) * h.f.grad_C); })},
          .code = {"models/network.h backward", hidden([](const Hidden& h) {
                     const Feedforward f = h.f.in_float32();
                     return within(TrainedPass(f).delta(h.l), product_to_output(f, h.l) * f.Sigma(f.L) * f.grad_C,
                                   pass_errors(f).delta);
                   })}},
     }}};

}  // namespace
}  // namespace rederive::checking
