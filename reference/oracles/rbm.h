// The exact truth about small restricted Boltzmann machines, by enumeration of their states.
//
//   E(v, h) = -v'Wh - b'v - a'h,   p(v, h) = exp(-E(v, h)) / Z,   F(v) = -log sum_h exp(-E(v, h))
//
// Everything is in double, in one fixed order of summation, and sums are taken of logarithms where they may overflow.
// Functions that go over the states of n units need n <= kMostEnumerated and throw UsageError beyond.
// Source: document 002, equation 30; Smolensky in Rumelhart and McClelland, Parallel Distributed Processing 1, 1986.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/core/matrix.h"

namespace rederive::oracle {

constexpr Index kMostEnumerated = 20;

/// The state of a layer: unit i is on when bit i is set.
using State = std::uint32_t;
inline bool on(State s, Index i) { return (s >> i & 1U) != 0; }
/// p[s] for each of the 2^n states s of n units.
using Distribution = std::vector<double>;

struct Rbm {
  Index visible = 0;
  Index hidden = 0;
  std::vector<double> weights;       // W, visible x hidden, row-major
  std::vector<double> visible_bias;  // b
  std::vector<double> hidden_bias;   // a
  double weight(Index i, Index j) const { return weights[static_cast<std::size_t>(i * hidden + j)]; }
};

/// The same machine in double. Throws ShapeError when a bias does not fit the weights (visible x hidden).
Rbm rbm(ConstMatrixView weights, std::span<const float> visible_bias, std::span<const float> hidden_bias);

double energy(const Rbm& rbm, State v, State h);

/// log Z by its definition, the sum over all v and h. visible + hidden <= kMostEnumerated.
double log_partition_by_definition(const Rbm& rbm);
/// log Z as a sum over the states of the smaller layer, with the other one summed analytically.
double log_partition(const Rbm& rbm);

/// F(v) by its definition, the sum over all h.
double free_energy_by_definition(const Rbm& rbm, State v);
/// F(v) = -b'v - sum_j softplus(a_j + sum_i v_i W_ij), for any real v of rbm.visible elements (else ShapeError).
double free_energy(const Rbm& rbm, std::span<const double> v);

/// p(h | v) and p(v | h) over the states of a whole layer, from the energies alone: nothing is taken to factorise.
Distribution hidden_given(const Rbm& rbm, State v);
Distribution visible_given(const Rbm& rbm, State h);

/// p(v) = exp(-F(v)) / Z.
Distribution visible_distribution(const Rbm& rbm);

/// P(unit = 1) for each of `units` units under p.
std::vector<double> unit_means(const Distribution& p, Index units);

/// The mean over rows of log p(v), in nats. data is N x visible (else ShapeError), binary, N >= 1 (else UsageError).
double mean_log_likelihood(const Rbm& rbm, ConstMatrixView data);

/// v as numbers.
std::vector<double> as_numbers(State v, Index units);
/// The binary row as a state; UsageError when an element is neither 0 nor 1.
State as_state(std::span<const float> row);

/// Throws UsageError when the states of `units` units are too many to go over.
void check_enumerable(Index units, const char* what);

}  // namespace rederive::oracle
