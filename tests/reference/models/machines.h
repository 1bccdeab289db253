// Small machines with random parameters, for tests of models against the oracle.
#pragma once

#include "reference/core/random.h"
#include "reference/models/rbm.h"
#include "reference/oracles/rbm.h"
#include "tests/reference/oracles/small_rbm.h"

namespace rederive {

/// W ~ N(0, sd), biases ~ N(0, 1/2): all different, so that no two can be mistaken for each other.
inline Rbm small_machine(Index visible, Index hidden, double sd, std::uint64_t seed) {
  Rbm rbm = Rbm::gaussian(visible, hidden, sd, Stream(seed, "weights"));
  Draws draws(Stream(seed, "biases"));
  for (float& b : rbm.visible_bias()) b = static_cast<float>(0.5 * draws.normal());
  for (float& a : rbm.hidden_bias()) a = static_cast<float>(0.5 * draws.normal());
  return rbm;
}

inline oracle::Rbm exact(const Rbm& rbm) { return oracle::rbm(rbm.weights(), rbm.visible_bias(), rbm.hidden_bias()); }

/// All 2^units states as rows; row s has unit i on when bit i of s is set.
inline Matrix all_states(Index units) {
  Matrix states(Index{1} << units, units);
  for (Index s = 0; s < states.rows(); ++s) {
    for (Index i = 0; i < units; ++i) states(s, i) = oracle::on(static_cast<oracle::State>(s), i) ? 1.0F : 0.0F;
  }
  return states;
}

}  // namespace rederive
