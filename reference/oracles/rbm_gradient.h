// The exact gradient of a small RBM's likelihood, and what contrastive divergence gives in its place on average.
//
//   d log p / d theta = <s>_q - <s>_p                 s(v) = (v h(v)', v, h(v)),  h_j(v) = P(h_j = 1 | v)
//   expected CD-k     = <s>_q - <s>_qk                q_k = q T^k
//
// q is the data's empirical distribution over visible states, p the machine's own, and T(v -> v') = sum_h p(h | v)
// p(v' | h) one step of Gibbs sampling. q_k is propagated exactly: the difference of the two gradients is the bias of
// CD-k with no sampling error in it, and goes to zero as k grows.
// Cost of a Gibbs step: 2^(visible + hidden) multiply-adds, twice. visible + hidden <= kMostPropagated, else
// UsageError. Source: Hinton, Neural Computation 14(8), 2002; Carreira-Perpinan and Hinton, AISTATS 2005.
#pragma once

#include "reference/oracles/rbm.h"

namespace rederive::oracle {

constexpr Index kMostPropagated = 26;

/// One number for each parameter, in the machine's own shapes.
struct Gradient {
  std::vector<double> weights;
  std::vector<double> visible_bias;
  std::vector<double> hidden_bias;
};

Gradient operator-(const Gradient& x, const Gradient& y);
double dot(const Gradient& x, const Gradient& y);
double norm(const Gradient& x);

/// The share of each state among the rows of data (N x visible, binary, N >= 1).
Distribution empirical(ConstMatrixView data);

/// <s>_q, the sum over v of q(v) s(v). q has 2^visible elements (else ShapeError).
Gradient expected_statistics(const Rbm& rbm, const Distribution& q);

/// The gradient of the mean log-likelihood of data with distribution q.
Gradient likelihood_gradient(const Rbm& rbm, const Distribution& q);

/// q T^steps.
Distribution gibbs(const Rbm& rbm, Distribution q, int steps);

/// The expectation of CD-k's estimate, k >= 1 (else UsageError).
Gradient expected_cd_gradient(const Rbm& rbm, const Distribution& q, int k);

}  // namespace rederive::oracle
