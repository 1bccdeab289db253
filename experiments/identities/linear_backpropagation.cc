// Backpropagation where every unit is linear, a = z: each sigma' is 1 and drops out of all four equations.
//
//   delta^l = w^{l+1}' ... w^L' grad_a C,   dC/db^l_j = dC/da^l_j,   dC/dw^l_kj = dC/da^l_k a^{l-1}_j
//
// w_kj leads from unit j of layer l - 1 to unit k of layer l, so z_i = sum_m w_im a_m + b_i. The network, its cost and
// what delta truly is are those of feedforward.h.
// Source: document 004, problem 2, 4
#include "experiments/checking/identities.h"
#include "experiments/identities/feedforward.h"

namespace rederive::checking {
namespace {

// A layer l below the last one of a linear network whose layers all differ in width.
struct Layer {
  explicit Layer(const Trial& in)
      : f(in, Activation::linear, distinct_widths(in)), l(in.size("l", 1, f.L - 1)), at(static_cast<std::size_t>(l)) {}

  const Matrix64& w() const { return f.w[at]; }
  const Matrix64& below() const { return f.a[at - 1]; }
  /// dC/da^l, by complex steps at the activations themselves.
  Matrix64 activation_gradient() const { return complex_slopes(f.cost_by_a(l), f.a[at]); }
  /// What sigmoid units would add: sigma'(z^l).
  Matrix64 sigmoid_slopes() const { return sigmoid_slope(f.z[at]); }

  Comparison is_delta(const Matrix64& stated) const { return analytic_gradient(stated, f.cost_by_z(l), f.z[at]); }
  Comparison is_bias_gradient(const Matrix64& stated) const {
    const auto cost = [&](const auto& b) { return f.cost_by_z(l)(w() * below() + b); };
    return analytic_gradient(stated, cost, f.b[at]);
  }
  Comparison is_weight_gradient(const Matrix64& stated) const {
    const auto cost = [&](const auto& weights) { return f.cost_by_z(l)(weights * below() + f.b[at]); };
    return analytic_gradient(stated, cost, w());
  }

  Feedforward f;
  int l;
  std::size_t at;
};

template <class F>
auto layer(const F& statement) {
  return [statement](const Trial& in) { return statement(Layer(in)); };
}

// dz_i/dw_kj, by complex steps: it is there for i = k alone.
Matrix64 dz_dw(const Layer& y, int i) {
  return complex_slopes([&](const auto& w) { return (w * y.below() + y.f.b[y.at])[i]; }, y.w());
}

// sum_i dC/da_i da_i/dz_i dz_i/dw_kj, with da_i/dz_i = 1
Matrix64 chain_over_units(const Layer& y) {
  const Matrix64 dC_da = y.activation_gradient();
  Matrix64 total(y.w().rows(), y.w().cols());
  for (int i = 0; i < dC_da.size(); ++i) total = total + dC_da[i] * dz_dw(y, i);
  return total;
}

Comparison is_output_delta(const Matrix64& stated, const Feedforward& f) {
  return analytic_gradient(stated, f.cost_by_z(f.L), f.z.back());
}

// w^{l+1}' ... w^L' grad_a C
Matrix64 product(const Feedforward& f, int l) {
  Matrix64 v = f.grad_C;
  for (int next = f.L; next > l; --next) v = f.w_transposed(next) * v;
  return v;
}

// z_i of a layer between layers of n units, as the document has them: else w_mi would not even be there for all i.
template <class F>
auto weighted_input(const F& term) {
  return [term](const Trial& in) {
    const Feedforward f(in, Activation::linear, equal_widths(in));
    Matrix64 stated(f.z[1].size(), 1);
    for (int i = 0; i < stated.size(); ++i) stated[i] = term(f.w[1], f.a[0], f.b[1], i);
    return equal(stated, f.z[1]);
  };
}

const RegisteredIdentities identities{
    {.title = "Backpropagation with linear units",
     .source = "004 P2.4",
     .claims = {
         {.id = "004.P2.4.eq10-12",
          .printed = {"delta^L_j = sum_k dC/da^L_k dz^L_k/dz^L_j = dC/da^L_j", layer([](const Layer& y) {
                        const Matrix64 dz_dz = identity(y.f.grad_C.size());
                        return is_output_delta(transpose(dz_dz) * y.f.grad_C, y.f);
                      })},
          .wrong = {"delta^L_j = dC/da^L_j sigma'(z^L_j)", layer([](const Layer& y) {
                      return is_output_delta(hadamard(y.f.grad_C, sigmoid_slope(y.f.z.back())), y.f);
                    })}},
         {.id = "004.P2.4.eq14",
          .printed = {"delta^l = w^{l+1}' delta^{l+1}", layer([](const Layer& y) {
                        return y.is_delta(y.f.w_transposed(y.l + 1) * y.f.delta(y.l + 1));
                      })},
          .wrong = {"delta^l = (w^{l+1}' delta^{l+1}) . sigma'(z^l)", layer([](const Layer& y) {
                      return y.is_delta(hadamard(y.f.w_transposed(y.l + 1) * y.f.delta(y.l + 1), y.sigmoid_slopes()));
                    })}},
         {.id = "004.P2.4.eq15-17",
          .printed = {"dC/db^l_j = dC/da^l_j", layer([](const Layer& y) { return y.is_bias_gradient(y.activation_gradient()); })},
          .wrong = {"dC/db^l_j = dC/da^l_j sigma'(z^l_j)",
                    layer([](const Layer& y) { return y.is_bias_gradient(hadamard(y.activation_gradient(), y.sigmoid_slopes())); })},
          .code = {"layers/dense.h, gradient of the bias", [](const Trial& in) {
                     const Feedforward f = Feedforward(in, Activation::linear, distinct_widths(in)).in_float32();
                     const int l = in.size("l", 1, f.L);
                     return within(TrainedPass(f).delta(l), product(f, l), pass_errors(f).delta);
                   }}},
         {.id = "004.P2.4.eq18",
          .printed = {"dC/dw^l_kj = sum_i dC/da^l_i da^l_i/dz^l_i dz^l_i/dw^l_kj",
                      layer([](const Layer& y) { return y.is_weight_gradient(chain_over_units(y)); })},
          .wrong = {"sum_i dC/da^l_i da^l_i/dz^l_i a^{l-1}_j", layer([](const Layer& y) {
                      return y.is_weight_gradient(Matrix64(y.w().rows(), 1, sum(y.activation_gradient())) * transpose(y.below()));
                    })}},
         {.id = "004.P2.4.eq19",
          .printed = {"z_i = sum_m (w_mi a_m + b_m)",
                      weighted_input([](const Matrix64& w, const Matrix64& a, const Matrix64& b, int i) {
                        return dot(column_of(w, i), a) + sum(b);
                      })},
          .corrected = {"z_i = sum_m w_im a_m + b_i",
                        weighted_input([](const Matrix64& w, const Matrix64& a, const Matrix64& b, int i) {
                          return dot(row_of(w, i), a) + b[i];
                        })}},
         {.id = "004.P2.4.eq20",
          .printed = {"dC/dw^l_kj = dC/da^l_k a^{l-1}_j",
                      layer([](const Layer& y) { return y.is_weight_gradient(y.activation_gradient() * transpose(y.below())); })},
          .wrong = {"dC/dw^l_kj = dC/da^l_k sigma'(z^l_k) a^{l-1}_j", layer([](const Layer& y) {
                      return y.is_weight_gradient(hadamard(y.activation_gradient(), y.sigmoid_slopes()) * transpose(y.below()));
                    })},
          .code = {"layers/dense.h, gradient of the weights", [](const Trial& in) {
                     const Feedforward f = Feedforward(in, Activation::linear, distinct_widths(in)).in_float32();
                     const int l = in.size("l", 1, f.L);
                     const Matrix64& below = f.a[static_cast<std::size_t>(l) - 1];
                     return within(TrainedPass(f).weight_gradient(l), product(f, l) * transpose(below), pass_errors(f).weight_gradient);
                   }}},
         {.id = "004.P2.4.eq21",
          .printed = {"delta^l = w^{l+1}' ... w^L' grad_a C",
                      layer([](const Layer& y) { return y.is_delta(product(y.f, y.l)); })},
          .wrong = {"delta^l = w^{l+1}' ... w^L' (grad_a C . sigma'(z^L))", layer([](const Layer& y) {
                      Feedforward f = y.f;
                      f.grad_C = hadamard(f.grad_C, sigmoid_slope(f.z.back()));
                      return y.is_delta(product(f, y.l));
                    })}},
     }}};

}  // namespace
}  // namespace rederive::checking
