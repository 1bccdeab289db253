// The two ways round of the binary cross-entropy, and which of them a machine can compute.
//
//   C = -(y ln a + (1 - y) ln(1 - a)),  a = sigmoid(z)        target y in [0, 1]; y and a swapped is the bad form
//   C = ln(1 + e^z) - y z                                     the same from the logit, without a
//
// Source: document 004, problem 3, 1
#include <cmath>

#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/identities.h"
#include "reference/kernels/bernoulli_nll.h"

namespace rederive::checking {
namespace {

double right_form(double y, double a) { return -(y * log(a) + (1 - y) * log(1 - a)); }
double swapped_form(double y, double a) { return right_form(a, y); }
double from_logit(double y, double z) { return softplus_exact_bits(z) - y * z; }

// The kernel's cost of one unit within the bound of its header, u = 2^-24:
// u (2 |max(z, 0) - y z| + 7 ln(1 + e^-|z|)) + 2.8e-38.
Comparison kernel_cost(double y, double z) {
  const Matrix logit = to_float32({{z}});
  const Matrix target = to_float32({{y}});
  double cost = 0;
  bernoulli_nll(logit, {}, target, {&cost, 1});
  const double z32 = logit(0, 0);
  const double y32 = target(0, 0);
  const double terms = 2 * std::abs(std::max(z32, 0.0) - y32 * z32) + 7 * softplus_exact_bits(-std::abs(z32));
  return within({{cost}}, {{from_logit(y32, z32)}}, 1.001 * kUnitRoundoff32 * terms + 2.8e-38);
}

// A target of 0 or 1, and an output strictly between them.
template <class F>
auto not_finite(const F& form) {
  return [form](const Trial& in) {
    const double y = in.size("y", 0, 1);
    return holds(!std::isfinite(form(y, in.number("a", 0.01, 0.99))));
  };
}

// All targets from 0 to 1, the ends included; z so near to 0 that 1 - a keeps its digits.
template <class F>
auto any_target(const F& compared) {
  return [compared](const Trial& in) {
    const double y = in.number() % 3 == 0 ? in.size("y", 0, 1) : in.number("y", 0, 1);
    return compared(y, in.number("z", -4, 4));
  };
}

// The cost is linear in y: y of what the target 1 costs, -ln a = ln(1 + e^-z), and 1 - y of what the target 0 does.
double mixture(double y, double z) { return y * softplus_exact_bits(-z) + (1 - y) * softplus_exact_bits(z); }

// Finite logits far from 0. Above 37, 1 - a is 0 in double (in float32 above 17); below -745, a is. ln(1 + e^-|z|) is
// less than 1e-17 here, so that C is max(z, 0) - y z to the last digit.
template <class F>
auto saturated(const F& compared) {
  return [compared](const Trial& in) {
    const double y = in.size("y", 0, 1);
    const double size = in.number("|z|", 40, 1000);
    return compared(y, in.size("z > 0", 0, 1) == 1 ? size : -size);
  };
}
template <class F>
auto saturated_cost(const F& cost) {
  return saturated([cost](double y, double z) { return equal(cost(y, z), std::max(z, 0.0) - y * z, std::abs(z)); });
}

const RegisteredIdentities identities{
    {.title = "Binary cross-entropy: the form that can be computed",
     .source = "004 P3.1",
     .claims = {
         {.id = "004.P3.1.bad-form",
          .printed = {"-(a ln y + (1 - a) ln(1 - y)) is not finite where y is 0 or 1", not_finite(swapped_form)},
          .wrong = {"-(y ln a + (1 - y) ln(1 - a)) is not finite there", not_finite(right_form)}},
         {.id = "004.P3.1.good-form",
          .printed = {"-(y ln a + (1 - y) ln(1 - a)) is y times the cost of 1 and 1 - y times that of 0",
                      any_target([](double y, double z) { return equal(right_form(y, sigmoid(z)), mixture(y, z)); })},
          .wrong = {"-(a ln y + (1 - a) ln(1 - y)) is that mixture",
                    any_target([](double y, double z) { return equal(swapped_form(y, sigmoid(z)), mixture(y, z)); })},
          .code = {"kernels/bernoulli_nll.h", any_target(kernel_cost)}},
         {.id = "004.P3.1.always",
          .printed = {"-(y ln a + (1 - y) ln(1 - a)) with a = 1 / (1 + e^-z), computed for any finite z",
                      saturated_cost([](double y, double z) { return right_form(y, 1 / (1 + exp(-z))); })},
          .corrected = {"ln(1 + e^z) - y z, computed for any finite z", saturated_cost(from_logit)},
          .code = {"kernels/bernoulli_nll.h", saturated(kernel_cost)}},
     }}};

}  // namespace
}  // namespace rederive::checking
