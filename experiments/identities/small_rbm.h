// A small restricted Boltzmann machine with the probabilities of all its states, by their definition.
//
//   E(v, h) = -v'Wh - b'v - a'h,  p(v, h) = exp(-E(v, h)) / sum_{v, h} exp(-E(v, h))     W is D x P, units are 0 or 1
#pragma once

#include "experiments/checking/enumeration.h"
#include "experiments/checking/float32.h"
#include "experiments/checking/functions.h"
#include "experiments/checking/trial.h"

namespace rederive::checking {

/// Of a state s the visible units come first. Weights and biases are float32 numbers.
struct SmallRbm {
  explicit SmallRbm(const Trial& in)
      : D(in.size("D", 4, 6)),
        P(in.size("P", 2, 4)),
        sd(in.number("sd", 0.1, 3)),
        W(rounded_to_float32(in.matrix("W", D, P, sd))),
        b(rounded_to_float32(in.vector("b", D, sd))),
        a(rounded_to_float32(in.vector("a", P, sd))) {}

  Matrix64 v(State s) const { return units_of(s, 0, D); }
  Matrix64 h(State s) const { return units_of(s, D, P); }
  double h(State s, int j) const { return on(s, D + j); }
  Units visible() const { return first(D); }
  Units hidden() const { return first(D + P) & ~visible(); }
  Units hidden(int j) const { return only(D + j); }

  double minus_energy(const Matrix64& visible, const Matrix64& hidden) const {
    return (transpose(visible) * W * hidden)[0] + dot(b, visible) + dot(a, hidden);
  }
  /// f of every state.
  template <class F>
  Matrix64 table(const F& f) const {
    return checking::table(D + P, f);
  }
  /// exp(-E); with a link between h_1 and h_2 it is no restricted machine.
  Matrix64 weights(double link = 0) const {
    return table([&](State s) { return exp(minus_energy(v(s), h(s)) + link * h(s, 0) * h(s, 1)); });
  }
  /// p(v, h)
  Matrix64 joint(double link = 0) const { return normalised(weights(link)); }

  int D, P;
  double sd;
  Matrix64 W, b, a;
};

/// Of a statement about a machine, a statement about a trial.
template <class F>
auto small_rbm(const F& statement) {
  return [statement](const Trial& in) { return statement(SmallRbm(in)); };
}

}  // namespace rederive::checking
