// One step of an optimiser in one pass over parameters p, gradient g and the optimiser's own state.
//
//     sgd        p' = p - rate t                                            t = g + decay p
//     momentum   v' = momentum v - rate t,  p' = p + v'                     (classical, Polyak's heavy ball)
//                                           p' = p + (momentum v' - rate t) (Nesterov's)
//     adadelta   a' = rho a + (1 - rho) g^2,  d = sqrt((s + epsilon) / (a' + epsilon)) g,
//                s' = rho s + (1 - rho) d^2,  p' = p - rate d
//
// All operands are (rows, cols); p and the state are changed in place, g is only read, nothing may overlap. The weight
// decay is the coupled one: decay p is part of the gradient. Sources: Polyak 1964; Sutskever, Martens, Dahl, Hinton,
// ICML 2013; Zeiler, ADADELTA, 2012 (a and s start at 0, rate 1). Same bits on every machine: variants "scalar",
// "simd".
//
// Errors, u = 2^-24, from the order that the .cc fixes: sgd u (|p'| + |rate t|); momentum: v' u (|v'| + |momentum v| +
// |rate t|), p' as much again and u |p'| (three times in all for Nesterov); adadelta: a' 3 u, s' 14 u of itself, p' u
// |p'| + 6 u |rate d|. 1 - rho is rounded to float32 by definition. 2^-149 for each.
#pragma once

#include "reference/core/matrix.h"

namespace rederive {

struct SgdRule {
  float rate = 0;
  float decay = 0;
};
/// Throw ShapeError.
void sgd(MatrixView p, ConstMatrixView g, const SgdRule& rule);

struct MomentumRule {
  float rate = 0;
  float momentum = 0;
  float decay = 0;
  bool nesterov = false;
};
void momentum(MatrixView p, MatrixView v, ConstMatrixView g, const MomentumRule& rule);

struct AdadeltaRule {
  float rate = 1;
  float rho = 0.95F;
  float epsilon = 1e-6F;
};
void adadelta(MatrixView p, MatrixView squares, MatrixView steps, ConstMatrixView g, const AdadeltaRule& rule);

}  // namespace rederive
