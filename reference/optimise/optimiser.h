// What a gradient does to the parameters of a model: one of the rules of reference/kernels/updates.h, or two steps of
// descent, with the state that the rule keeps of each parameter (velocity; running means of squared gradients and
// steps; the gradient before). States start at zero.
#pragma once

#include <span>
#include <variant>
#include <vector>

#include "reference/core/team.h"
#include "reference/kernels/updates.h"
#include "reference/layers/layer.h"

namespace rederive {

/// p' = p - rate momentum g_before - rate g: of all past gradients the last one alone. Two steps of descent, in this
/// order. Source: document 000, section 6.4.
struct TwoGradientRule {
  float rate = 0;
  float momentum = 0;
};

using UpdateRule = std::variant<SgdRule, MomentumRule, AdadeltaRule, TwoGradientRule>;

class Optimiser {
 public:
  /// The parameters must live as long as this does.
  Optimiser(std::vector<Trainable*> parameters, const UpdateRule& rule);

  /// One step from the gradients that the parameters hold. A rule's decay holds for the parameters that decay.
  void step(Team* team = nullptr);

  /// For who keeps a run to go on with later.
  std::span<Matrix> state() { return state_; }

 private:
  std::vector<Trainable*> parameters_;
  UpdateRule rule_;
  std::vector<Matrix> state_;  // of the first parameter, of the second, ...; none for plain descent
};

}  // namespace rederive
