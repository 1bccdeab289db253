// Annealed importance sampling of an RBM's partition function.
//
// Between a base machine with visible biases b_0 alone (its log Z is a sum of softplus) and the machine itself lie
//
//   F_t(v) = -((1 - t) b_0 + t b)'v - sum_j softplus(t (a_j + (v'W)_j)),   0 = t_0 < t_1 < ... < t_n = 1.
//
// Each of R chains starts at v_1 ~ p_0, moves by one Gibbs step of the machine at t_1, ..., t_{n-1}, and collects
//
//   log w = sum_k F_{k-1}(v_k) - F_k(v_k);    the mean of w is an unbiased estimate of Z / Z_0.
//
// Source: Neal, Statistics and Computing 11, 2001; Salakhutdinov and Murray, ICML 2008, section 4.
// Randomness: half step t (start 0, then h, v, h, v, ...) reads substream(stream.sub()[0], t).
// Cost: per temperature two products of R x visible x hidden.
#pragma once

#include <span>
#include <vector>

#include "reference/core/matrix.h"
#include "reference/core/random.h"
#include "reference/models/rbm.h"

namespace rederive {

struct AisEstimate {
  double log_z = 0;
  /// The standard error of Z over Z, from the scatter of the weights: that of log_z to first order.
  double relative_error = 0;

  /// log(Z (1 -+ z relative_error)); the lower end is -inf where the scatter is as large as the mean.
  double low(double z) const;
  double high(double z) const;
};

/// n + 1 temperatures from 0 to 1 in even steps, n >= 1 (else UsageError).
std::vector<double> even_temperatures(int n);

/// b_0 = logit((ones + 1) / (N + 2)) of each column of binary data, the base that fits it best without any weights.
std::vector<float> base_biases(ConstMatrixView data);

/// Throws UsageError unless chains >= 2 and the temperatures rise from 0 to 1, ShapeError unless base fits the visible
/// layer. A base of zeros is the uniform distribution.
AisEstimate ais_log_partition(const Rbm& rbm, std::span<const float> base, std::span<const double> temperatures,
                              Index chains, const Stream& stream);

}  // namespace rederive
