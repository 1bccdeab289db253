#include "reference/optimise/optimiser.h"

namespace rederive {
namespace {

constexpr std::ptrdiff_t kGrain = 16384;  // numbers of a parameter that are worth a thread

std::size_t states(const UpdateRule& rule) { return rule.index(); }  // none, velocity, squares and steps

// Element by element, in one row of the whole parameter: cut anywhere, the numbers are the same.
MatrixView part(Matrix& m, std::ptrdiff_t first, std::ptrdiff_t last) {
  return {m.data() + first, 1, last - first, last - first};
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
      } else {
        adadelta(p, part(state[0], first, last), part(state[1], first, last), g, std::get<AdadeltaRule>(rule_));
      }
    });
  }
}

}  // namespace rederive
