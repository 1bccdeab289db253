// What a stack of affine layers computes: a composition, not a sum.
//
//   a_i = W_i a_{i-1} + b_i,  a_0 = x,  i = 1 .. l           W_i is n_i x n_{i-1}
//   y = a_l = W_l (... (W_1 x + b_1) ...) + b_l
//
// The truth is that of the graph: an output is the sum over all paths to it, each the product of its weights times the
// input or the bias where it begins.
// Source: document 000, section 1.1
#include "experiments/checking/identities.h"
#include "experiments/identities/affine_stack.h"

namespace rederive::checking {
namespace {

// All paths to unit i of layer l. `product` is of the weights from there to the output.
double path_sum(const AffineStack& s, int l, int i, double product) {
  if (l == 0) return product * s.x[i];
  double total = product * s.layer(l).b[i];
  for (int j = 0; j < s.layer(l).W.cols(); ++j) total += path_sum(s, l - 1, j, product * s.layer(l).W(i, j));
  return total;
}

Matrix64 path_sums(const AffineStack& s) {
  Matrix64 y(s.layers.back().W.rows(), 1);
  for (int i = 0; i < y.size(); ++i) y[i] = path_sum(s, s.depth(), i, 1);
  return y;
}

// Of a statement about a stack of that depth, a statement about a trial.
template <class F>
auto layers_in_a_row(int depth, const F& statement) {
  return [=](const Trial& in) { return statement(random_stack(in, depth, false)); };
}
template <class F>
auto deep_and_of_one_width(const F& statement) {
  return [=](const Trial& in) { return statement(random_stack(in, in.size("l", 2, 6), true)); };
}

// The document calls linear what has a bias. It defines the map, so the word is not held against it.
const Identity affine_layer{
    .id = "000.S1.1.affine-layer",
    .printed = {"a = W x + b",
                layers_in_a_row(
                    1, [](const AffineStack& s) { return equal(s.layer(1).W * s.x + s.layer(1).b, path_sums(s)); })},
    .wrong = {"a = W x, linear in the strict sense",
              layers_in_a_row(1, [](const AffineStack& s) { return equal(s.layer(1).W * s.x, path_sums(s)); })},
    .code = {"layers/dense.h", layers_in_a_row(1, [](const AffineStack& random) {
               const AffineStack s = rounded_to_float32(random);
               return within(float32_output(s), path_sums(s), float32_error(s));
             })}};

const Identity two_layers{
    .id = "000.S1.1.two-layer",
    .printed = {"y = W_2 W_1 x + W_2 b_1 + b_2",
                layers_in_a_row(2,
                                [](const AffineStack& s) {
                                  const Matrix64 W = s.layer(2).W * s.layer(1).W;
                                  return equal(W * s.x + s.layer(2).W * s.layer(1).b + s.layer(2).b, path_sums(s));
                                })},
    .wrong = {"W_2 W_1 x + b_2, the first bias lost", layers_in_a_row(2, [](const AffineStack& s) {
                return equal(s.layer(2).W * s.layer(1).W * s.x + s.layer(2).b, path_sums(s));
              })}};

// All widths agree, or the sum would not even have a shape. Each activation is that of its layer within the stack.
const Identity sum_of_activations{
    .id = "000.S1.1.sum-of-activations",
    .printed = {"y = a_1 + a_2 + ... + a_l", deep_and_of_one_width([](const AffineStack& s) {
                  Matrix64 a = s.x;
                  Matrix64 total(s.x.size(), 1);
                  for (const AffineLayer& layer : s.layers) {
                    a = layer.W * a + layer.b;
                    total = total + a;
                  }
                  return equal(total, path_sums(s));
                })},
    .corrected = {"y = a_l = W_l (... (W_1 x + b_1) ...) + b_l",
                  deep_and_of_one_width([](const AffineStack& s) { return equal(s.output(), path_sums(s)); })}};

const RegisteredIdentities identities{{.title = "Affine layers, one and in a row",
                                       .source = "000 §1.1",
                                       .claims = {affine_layer, sum_of_activations, two_layers}}};

}  // namespace
}  // namespace rederive::checking
