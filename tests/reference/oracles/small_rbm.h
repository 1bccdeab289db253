// Small machines with random parameters, for tests.
#pragma once

#include "reference/core/random.h"
#include "reference/oracles/rbm.h"

namespace rederive {

/// Weights ~ N(0, sd), biases ~ N(0, 1/2).
inline oracle::Rbm small_rbm(Index visible, Index hidden, double sd, std::uint64_t seed) {
  Draws draws(Stream(seed, "small rbm"));
  oracle::Rbm rbm{visible, hidden, {}, {}, {}};
  for (Index i = 0; i < visible * hidden; ++i) rbm.weights.push_back(sd * draws.normal());
  for (Index i = 0; i < visible; ++i) rbm.visible_bias.push_back(0.5 * draws.normal());
  for (Index j = 0; j < hidden; ++j) rbm.hidden_bias.push_back(0.5 * draws.normal());
  return rbm;
}

/// Rows of independent coins that show 1 with probability p.
inline Matrix coins(Index rows, Index cols, std::uint64_t seed, float p = 0.5F) {
  Draws draws(Stream(seed, "coins"));
  Matrix data(rows, cols);
  for (Index i = 0; i < data.size(); ++i) data.data()[i] = bernoulli(p, draws.word());
  return data;
}

}  // namespace rederive
