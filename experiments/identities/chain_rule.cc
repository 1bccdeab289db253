// The chain rule where a variable enters directly and through a sigmoid: the formulas of its parts.
//
//   f(x, y) = E(x, y, sigma(x), sigma(y)) = N / D,  N = x^2 + sigma(y),  D = 3 x + y - sigma(x)
//
// Source: document 000, section 3.1
#include "experiments/identities/chain_rule.h"

#include "experiments/checking/float32.h"
#include "experiments/checking/identities.h"
#include "reference/kernels/activation_gradients.h"
#include "reference/kernels/sigmoid.h"

namespace rederive::checking {
namespace {

// A point where D is between 1 and 5, or -1 and -5.
Point random_point(const Trial& in) {
  const double x = in.number("x", -3, 3);
  const double at_pole = sigmoid(x) - 3 * x;  // the y where D = 0
  return {
      .x = x,
      .y = in.number() % 2 == 0 ? in.number("y", at_pole + 1, at_pole + 5) : in.number("y", at_pole - 5, at_pole - 1)};
}

// Of what is stated and what is true at a point, a statement about a trial.
template <class Stated, class Truth>
auto at_random(const Stated& stated, const Truth& truth) {
  return [=](const Trial& in) {
    const Point at = random_point(in);
    return same_gradient(stated(at), truth(at));
  };
}

double printed_sigmoid_slope(double x) { return exp(-x) / ((1 + exp(-x)) * (1 + exp(-x))); }

// The two kernels, one after the other, at an x that float32 holds: sigmoid errs by at most 2 u, which p (1 - p) passes
// on times |1 - 2 p| <= 1, and sigmoid_backward by 2.1 u times its result, which is at most 1/4.
Comparison as_trained(const Trial& in) {
  const Matrix64 x = rounded_to_float32(in.uniform("x", 1, 17, -6, 6));
  Matrix p = to_float32(x);
  sigmoid(p, {}, p);
  Matrix slope = to_float32(Matrix64(1, 17, 1.0));
  sigmoid_backward(slope, p, slope);
  return within(to_double(slope), map(x, printed_sigmoid_slope), (2 + 2.1 / 4) * kUnitRoundoff32);
}

double over_d2(const Point& at, double numerator) { return numerator / (at.D() * at.D()); }

const RegisteredIdentities identities{
    {.title = "The chain rule through a sigmoid",
     .source = "000 §3.1",
     .claims = {
         {.id = "000.S3.1.chain-x",
          .printed = {"df/dx = dE/dx + dE/dsigma(x) sigma'(x)",
                      at_random([](const Point& at) { return e_by_x(at) + e_by_sigma_x(at) * sigma_x_slope(at); },
                                f_by_x)},
          .wrong = {"dE/dx alone", at_random(e_by_x, f_by_x)}},
         {.id = "000.S3.1.chain-y",
          .printed = {"df/dy = dE/dy + dE/dsigma(y) sigma'(y)",
                      at_random([](const Point& at) { return e_by_y(at) + e_by_sigma_y(at) * sigma_y_slope(at); },
                                f_by_y)},
          .wrong = {"dE/dy + dE/dsigma(y) sigma'(x)",
                    at_random([](const Point& at) { return e_by_y(at) + e_by_sigma_y(at) * sigma_x_slope(at); },
                              f_by_y)}},
         {.id = "000.S3.1.dE-dx",
          .printed = {"dE/dx = (2 x D - 3 N) / D^2",
                      at_random([](const Point& at) { return over_d2(at, 2 * at.x * at.D() - 3 * at.N()); }, e_by_x)},
          .wrong = {"(2 x D - N) / D^2",
                    at_random([](const Point& at) { return over_d2(at, 2 * at.x * at.D() - at.N()); }, e_by_x)}},
         {.id = "000.S3.1.dE-dy",
          .printed = {"dE/dy = -N / D^2", at_random([](const Point& at) { return over_d2(at, -at.N()); }, e_by_y)},
          .wrong = {"N / D^2", at_random([](const Point& at) { return over_d2(at, at.N()); }, e_by_y)}},
         {.id = "000.S3.1.dE-dsx",
          .printed = {"dE/dsigma(x) = N / D^2",
                      at_random([](const Point& at) { return over_d2(at, at.N()); }, e_by_sigma_x)},
          .wrong = {"-N / D^2", at_random([](const Point& at) { return over_d2(at, -at.N()); }, e_by_sigma_x)}},
         {.id = "000.S3.1.dE-dsy",
          .printed = {"dE/dsigma(y) = 1 / D", at_random([](const Point& at) { return 1 / at.D(); }, e_by_sigma_y)},
          .wrong = {"1 / D^2", at_random([](const Point& at) { return over_d2(at, 1); }, e_by_sigma_y)}},
         {.id = "000.S3.1.dsx",
          .printed = {"sigma'(x) = exp(-x) / (1 + exp(-x))^2",
                      at_random([](const Point& at) { return printed_sigmoid_slope(at.x); }, sigma_x_slope)},
          .wrong = {"-exp(-x) / (1 + exp(-x))^2",
                    at_random([](const Point& at) { return -printed_sigmoid_slope(at.x); }, sigma_x_slope)},
          .code = {"kernels/sigmoid.h, then sigmoid_backward of activation_gradients.h", as_trained}},
         {.id = "000.S3.1.dsy",
          .printed = {"sigma'(y) = exp(-y) / (1 + exp(-y))^2",
                      at_random([](const Point& at) { return printed_sigmoid_slope(at.y); }, sigma_y_slope)},
          .wrong = {"exp(-y) / (1 + exp(-y))",
                    at_random([](const Point& at) { return exp(-at.y) / (1 + exp(-at.y)); }, sigma_y_slope)}},
     }}};

}  // namespace
}  // namespace rederive::checking
