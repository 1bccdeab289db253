// The printed step of gradient descent: the update, the rate that it forces, and what it gains (worked_example.h has
// the formulas).
//
// Source: document 003, exercise 2
#include <algorithm>
#include <cmath>

#include "experiments/identities/worked_example.h"

namespace rederive::checking::worked_example {
namespace {

constexpr std::string_view kNewW1 = "0.6017 0.0121; 0.7025 0.4331; 0.0188 0.8791";
constexpr std::string_view kNewW2 = "0.0715 0.1330 0.0812";
constexpr std::string_view kNewLoss = "0.4657";

/// A mistake: W_2 updated before W_1's gradient is taken.
Pass updated_above() { return {kW1, kW2 - kRate * before().slopes2}; }

double loss_of(const Matrix64& outputs) {
  const Matrix64 residual = transpose(outputs) - kTargets;
  return dot(residual, residual) / (2 * kSamples);
}

/// The rates that all nine updated weights allow: each is printed to within half a unit of its fourth decimal.
struct Rates {
  double low = 0, high = 1;
};
Rates allowed_rates(const Pass& pass) {
  Rates rates;
  const auto narrow = [&](const Matrix64& W, const Matrix64& slopes, const Matrix64& updated) {
    for (int i = 0; i < W.size(); ++i) {
      const double middle = (W[i] - updated[i]) / slopes[i];
      const double reach = std::abs(0.5e-4 / slopes[i]);
      rates = {std::max(rates.low, middle - reach), std::min(rates.high, middle + reach)};
    }
  };
  narrow(kW1, pass.slopes1, numbers(kNewW1, 3, 2));
  narrow(kW2, pass.slopes2, numbers(kNewW2, 1, 3));
  return rates;
}

const RegisteredIdentities identities{{
    .title = "A worked step of gradient descent: the update",
    .source = "003 Ex. 2",
    .claims = {{.id = "003.E2.W1-new",
                .printed = figures("W_1 - dL/dW_1 / 2", kNewW1, [] { return kW1 - kRate * before().slopes1; }),
                .wrong = figures("W_1's gradient through the updated W_2", kNewW1,
                                 [] { return kW1 - kRate * updated_above().slopes1; }),
                .code = {"optimise/optimiser.h Optimiser",
                         [](const Trial&) {
                           return within(Trained().updated[0], kW1 - kRate * before().slopes1, kFloat32);
                         }}},
               {.id = "003.E2.W2-new",
                .printed = figures("W_2 - dL/dW_2 / 2", kNewW2, [] { return kW2 - kRate * before().slopes2; }),
                .wrong = figures("W_2 + dL/dW_2 / 2", kNewW2, [] { return kW2 + kRate * before().slopes2; }),
                .code = {"optimise/optimiser.h Optimiser",
                         [](const Trial&) {
                           return within(Trained().updated[1], kW2 - kRate * before().slopes2, kFloat32);
                         }}},
               {.id = "003.E2.loss-new",
                .printed = figures("L after the step", kNewLoss, [] { return Matrix64(1, 1, after(kRate).loss); }),
                .wrong = figures("with W_1 as it was", kNewLoss,
                                 [] { return Matrix64(1, 1, Pass(kW1, kW2 - kRate * before().slopes2).loss); }),
                .code = {"models/network.h and optimise/optimiser.h, one step",
                         [](const Trial&) {
                           return within(Matrix64(1, 1, loss_of(Trained().new_Y)), Matrix64(1, 1, after(kRate).loss),
                                         kFloat32);
                         }}},
               {.id = "003.E2.lr",
                .printed = {"the rate is 0.500: the lowest and the highest that all nine updated weights allow",
                            [](const Trial&) {
                              const Rates rates = allowed_rates(before());
                              if (rates.low > rates.high) throw Error("no rate goes with all updated weights");
                              return printed("0.500 0.500", Matrix64{{rates.low, rates.high}});
                            }},
                .wrong = {"0.125, as if the gradients were those of the sum",
                          [](const Trial&) {
                            const Rates rates = allowed_rates(before());
                            return printed("0.125 0.125", Matrix64{{rates.low, rates.high}});
                          }}},
               {.id = "003.E2.descent",
                .printed = {"L after the step < L before it",
                            [](const Trial&) { return holds(after(kRate).loss < before().loss); }},
                .wrong = {"also with a step of 20 times the rate",
                          [](const Trial&) { return holds(after(20 * kRate).loss < before().loss); }},
                .code = {"models/network.h and optimise/optimiser.h, one step",
                         [](const Trial&) {
                           const Trained trained;
                           return holds(loss_of(trained.new_Y) < loss_of(trained.Y));
                         }}}},
}};

}  // namespace
}  // namespace rederive::checking::worked_example
