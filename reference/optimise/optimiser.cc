#include "reference/optimise/optimiser.h"

#include <algorithm>

namespace rederive {
namespace {

constexpr std::ptrdiff_t kGrain = 16384;  // numbers of a parameter that are worth a thread

// None; velocity; squares and steps; the gradient before.
std::size_t states(const UpdateRule& rule) {
  if (std::holds_alternative<SgdRule>(rule)) return 0;
  return std::holds_alternative<AdadeltaRule>(rule) ? 2 : 1;
}

// Element by element, in one row of the whole parameter: cut anywhere, the numbers are the same.
MatrixView part(Matrix& m, std::ptrdiff_t first, std::ptrdiff_t last) {
  return {m.data() + first, 1, last - first, last - first};
}

void two_gradients(MatrixView p, MatrixView before, ConstMatrixView g, const TwoGradientRule& rule) {
  sgd(p, before, {.rate = rule.rate * rule.momentum});
  sgd(p, g, {.rate = rule.rate});
  std::copy_n(g.data, g.size(), before.data);
}

template <class Rule>
Rule for_parameter(Rule rule, const Trainable& parameter) {
  if (!parameter.decays) rule.decay = 0;
  return rule;
}

}  // namespace

Optimiser::Optimiser(std::vector<Trainable*> parameters, const UpdateRule& rule)
    : parameters_(std::move(parameters)), rule_(rule) {
  for (const Trainable* parameter : parameters_) {
    for (std::size_t i = 0; i < states(rule); ++i) {
      state_.emplace_back(parameter->value.rows(), parameter->value.cols());
    }
  }
}

void Optimiser::step(Team* team) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    Trainable& parameter = *parameters_[i];
    Matrix* state = states(rule_) == 0 ? nullptr : &state_[i * states(rule_)];
    share(team, parameter.value.size(), kGrain, [&](std::ptrdiff_t first, std::ptrdiff_t last) {
      const MatrixView p = part(parameter.value, first, last);
      const MatrixView g = part(parameter.gradient, first, last);
      if (const auto* plain = std::get_if<SgdRule>(&rule_)) {
        sgd(p, g, for_parameter(*plain, parameter));
      } else if (const auto* heavy = std::get_if<MomentumRule>(&rule_)) {
        momentum(p, part(state[0], first, last), g, for_parameter(*heavy, parameter));
      } else if (const auto* two = std::get_if<TwoGradientRule>(&rule_)) {
        two_gradients(p, part(state[0], first, last), g, *two);
      } else {
        adadelta(p, part(state[0], first, last), part(state[1], first, last), g, std::get<AdadeltaRule>(rule_));
      }
    });
  }
}

}  // namespace rederive
