// A stack of affine layers without a nonlinearity between them is one affine layer, and this is its weight and bias.
//
//   a_i = W_i a_{i-1} + b_i,  a_0 = x,  i = 1 .. l           W_i is n_i x n_{i-1}
//   a_l = W x + b,  W = W_l ... W_1,  b = sum_i (W_l ... W_{i+1}) b_i
//
// The truth of W and b is read off the stack's answers: b is the one to 0, b plus column j of W the one to unit vector
// j. In every other trial all widths agree, so that products in another order type-check and only their numbers can
// tell. Source: document 000, section 1.1
#include <algorithm>

#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"
#include "experiments/identities/affine_stack.h"

namespace rederive::checking {
namespace {

// Of a statement about a deep stack, a statement about a trial.
template <class F>
auto deep(const F& statement) {
  return [=](const Trial& in) { return statement(random_stack(in, in.size("l", 2, 6), in.number() % 2 == 0)); };
}

// The affine layer that gives f's answers to 0 and the unit vectors.
template <class F>
AffineLayer distilled(const F& f, int inputs) {
  AffineLayer one{.W = {}, .b = f(Matrix64(inputs, 1))};
  one.W = Matrix64(one.b.size(), inputs);
  for (int j = 0; j < inputs; ++j) {
    const Matrix64 answer = f(unit(inputs, j));
    for (int i = 0; i < answer.size(); ++i) one.W(i, j) = answer[i] - one.b[i];
  }
  return one;
}
AffineLayer distilled(const AffineStack& s) {
  return distilled([&](const Matrix64& x) { return s.output(x); }, s.x.size());
}

// Elements of W are differences of answers.
double scale_of_answers(const AffineLayer& one) { return largest(one.W) + largest(one.b); }

// W_l ... W_first
Matrix64 falling_product(const AffineStack& s, int first) {
  Matrix64 product = s.layer(s.depth()).W;
  for (int i = s.depth() - 1; i >= first; --i) product = product * s.layer(i).W;
  return product;
}
// W_1 ... W_last
Matrix64 rising_product(const AffineStack& s, int last) {
  Matrix64 product = s.layer(1).W;
  for (int i = 2; i <= last; ++i) product = product * s.layer(i).W;
  return product;
}

const Identity weight_product{.id = "000.S1.1.W-product",
                              .printed = {"W = W_1 W_2 ... W_l", deep([](const AffineStack& s) {
                                            const AffineLayer one = distilled(s);
                                            return equal(rising_product(s, s.depth()), one.W, scale_of_answers(one));
                                          })},
                              .corrected = {"W = W_l W_{l-1} ... W_1", deep([](const AffineStack& s) {
                                              const AffineLayer one = distilled(s);
                                              return equal(falling_product(s, 1), one.W, scale_of_answers(one));
                                            })}};

// Read as well as can be: b_n is the last bias, and b_0, which no layer has, is 0.
const Identity bias_sum{
    .id = "000.S1.1.b-formula",
    .printed = {"b = sum_{i=1..l} (W_1 W_2 ... W_i) b_{i-1} + b_n", deep([](const AffineStack& s) {
                  Matrix64 b = s.layers.back().b;
                  for (int i = 2; i <= s.depth(); ++i) b = b + rising_product(s, i) * s.layer(i - 1).b;
                  return equal(b, distilled(s).b);
                })},
    .corrected = {"b = sum_{i=2..l} (W_l W_{l-1} ... W_i) b_{i-1} + b_l", deep([](const AffineStack& s) {
                    Matrix64 b = s.layers.back().b;
                    for (int i = 2; i <= s.depth(); ++i) b = b + falling_product(s, i) * s.layer(i - 1).b;
                    return equal(b, distilled(s).b);
                  })}};

// f(x) against the affine layer that agrees with f at 0 and the unit vectors.
template <class F>
Comparison collapses(const F& f, const Matrix64& x) {
  const AffineLayer one = distilled(f, x.size());
  return equal(one.W * x + one.b, f(x), scale_of_answers(one) * std::max(1.0, largest(x)));
}

const Identity collapse{.id = "000.S1.1.collapse",
                        .printed = {"a_l = W x + b for every x, with one W and one b", deep([](const AffineStack& s) {
                                      return collapses([&](const Matrix64& x) { return s.output(x); }, s.x);
                                    })},
                        .wrong = {"the same with a sigmoid after the first layer", deep([](const AffineStack& s) {
                                    const AffineStack rest{.layers = {s.layers.begin() + 1, s.layers.end()}, .x = {}};
                                    const auto first = [&](const Matrix64& x) {
                                      return sigmoid(s.layer(1).W * x + s.layer(1).b);
                                    };
                                    return collapses([&](const Matrix64& x) { return rest.output(first(x)); }, s.x);
                                  })},
                        .code = {"models/network.h with dense layers alone", deep([](const AffineStack& random) {
                                   const AffineStack s = rounded_to_float32(random);
                                   const AffineLayer one = distilled(s);
                                   return within(float32_output(s), one.W * s.x + one.b, float32_error(s));
                                 })}};

const RegisteredIdentities identities{{.title = "Affine layers in a row collapse into one",
                                       .source = "000 §1.1",
                                       .claims = {weight_product, bias_sum, collapse}}};

}  // namespace
}  // namespace rederive::checking
