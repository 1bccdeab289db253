#include "reference/models/ais.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "reference/core/elementary.h"
#include "reference/kernels/bernoulli_nll.h"
#include "reference/kernels/sigmoid_bernoulli.h"
#include "reference/kernels/sparse_gemm.h"
#include "reference/kernels/transpose.h"

namespace rederive {
namespace {

// (1 - t) x + t y
std::vector<float> between(std::span<const float> x, std::span<const float> y, double t) {
  std::vector<float> z;
  for (std::size_t i = 0; i < y.size(); ++i) {
    z.push_back(static_cast<float>((1 - t) * static_cast<double>(x[i]) + t * static_cast<double>(y[i])));
  }
  return z;
}

class Annealing {
 public:
  Annealing(const Rbm& rbm, std::span<const float> base, Index chains, const Stream& stream)
      : rbm_(rbm),
        base_(base),
        stream_(stream),
        to_visible_(rbm.hidden(), rbm.visible()),
        visible_(chains, rbm.visible()),
        visible_probabilities_(chains, rbm.visible()),
        hidden_(chains, rbm.hidden()),
        inputs_(chains, rbm.hidden()),
        tempered_inputs_(chains, rbm.hidden()),
        log_weights_(static_cast<std::size_t>(chains), 0.0),
        sums_(static_cast<std::size_t>(chains)) {
    transpose(rbm.weights(), to_visible_);
    // The base's samples: its logits are its biases.
    sample_visible(0, visible_probabilities_);
  }

  /// log w += F_from(v) - F_to(v)
  void weigh(double from, double to) {
    for (Index r = 0; r < visible_.rows(); ++r) {
      double sum = 0;
      for (Index i = 0; i < visible_.cols(); ++i) {
        const auto column = static_cast<std::size_t>(i);
        sum += (static_cast<double>(rbm_.visible_bias()[column]) - static_cast<double>(base_[column])) *
               static_cast<double>(visible_(r, i));
      }
      log_weights_[static_cast<std::size_t>(r)] += (to - from) * sum;
    }
    add_softplus_sums(to, 1);
    add_softplus_sums(from, -1);
  }

  /// One Gibbs step of the machine at t.
  void move(double t) {
    const std::vector<float> bias = temper_inputs(t);
    sigmoid_bernoulli(tempered_inputs_, bias, next(), tempered_inputs_, hidden_);
    sparse_gemm(static_cast<float>(t), hidden_, Op::none, to_visible_, 0, visible_probabilities_);
    sample_visible(t, visible_probabilities_);
  }

  const std::vector<double>& log_weights() const { return log_weights_; }

 private:
  Stream next() { return stream_.substream(stream_.sub()[0], half_step_++); }

  // From logits without bias, in place. What follows is wanted at several temperatures: v'W once for all of them.
  void sample_visible(double t, MatrixView logits) {
    sigmoid_bernoulli(logits, between(base_, rbm_.visible_bias(), t), next(), logits, visible_);
    sparse_gemm(1, visible_, Op::none, rbm_.weights(), 0, inputs_);
  }

  // tempered_inputs_ = t v'W; returns t a.
  std::vector<float> temper_inputs(double t) {
    const auto scale = static_cast<float>(t);
    std::transform(inputs_.data(), inputs_.data() + inputs_.size(), tempered_inputs_.data(),
                   [scale](float x) { return scale * x; });
    return between(std::vector<float>(rbm_.hidden_bias().size()), rbm_.hidden_bias(), t);
  }

  void add_softplus_sums(double t, double sign) {
    const std::vector<float> bias = temper_inputs(t);
    bernoulli_nll(tempered_inputs_, bias, {}, sums_);
    for (std::size_t r = 0; r < sums_.size(); ++r) log_weights_[r] += sign * sums_[r];
  }

  const Rbm& rbm_;
  std::span<const float> base_;
  Stream stream_;
  std::uint32_t half_step_ = 0;
  PaddedMatrix to_visible_;
  Matrix visible_;
  Matrix visible_probabilities_;
  Matrix hidden_;
  Matrix inputs_;  // v'W
  Matrix tempered_inputs_;
  std::vector<double> log_weights_;
  std::vector<double> sums_;
};

// log Z = log Z_0 + log mean w, with the weights taken relative to the largest.
AisEstimate estimate(double log_z_base, const std::vector<double>& log_weights) {
  const double highest = *std::max_element(log_weights.begin(), log_weights.end());
  const auto count = static_cast<double>(log_weights.size());
  double mean = 0;
  for (const double w : log_weights) mean += exp_exact_bits(w - highest) / count;
  double variance = 0;
  for (const double w : log_weights) {
    const double off = exp_exact_bits(w - highest) - mean;
    variance += off * off / (count - 1);
  }
  return {log_z_base + highest + log_exact_bits(mean), std::sqrt(variance / count) / mean};
}

void check(const Rbm& rbm, std::span<const float> base, std::span<const double> temperatures, Index chains) {
  if (std::ssize(base) != rbm.visible()) {
    throw ShapeError("a base of " + std::to_string(base.size()) + " biases for an RBM with " +
                     std::to_string(rbm.visible()) + " visible units");
  }
  if (chains < 2) throw UsageError("AIS with " + std::to_string(chains) + " chains has no scatter; take at least two");
  const bool rises = std::adjacent_find(temperatures.begin(), temperatures.end(),
                                        [](double a, double b) { return !(a < b); }) == temperatures.end();
  if (temperatures.size() < 2 || temperatures.front() != 0 || temperatures.back() != 1 || !rises) {
    throw UsageError("AIS needs temperatures that rise from 0 to 1; even_temperatures(n) gives n even steps");
  }
}

}  // namespace

double AisEstimate::low(double z) const {
  const double share = z * relative_error;
  return share < 1 ? log_z + log1p_exact_bits(-share) : -std::numeric_limits<double>::infinity();
}

double AisEstimate::high(double z) const { return log_z + log1p_exact_bits(z * relative_error); }

std::vector<double> even_temperatures(int n) {
  if (n < 1) throw UsageError("AIS with " + std::to_string(n) + " steps; take at least one");
  std::vector<double> temperatures;
  for (int k = 0; k <= n; ++k) temperatures.push_back(static_cast<double>(k) / n);
  return temperatures;
}

std::vector<float> base_biases(ConstMatrixView data) {
  std::vector<float> biases;
  for (Index i = 0; i < data.cols; ++i) {
    double ones = 0;
    for (Index n = 0; n < data.rows; ++n) ones += static_cast<double>(data(n, i));
    const double zeros = static_cast<double>(data.rows) - ones;
    biases.push_back(static_cast<float>(log_exact_bits(ones + 1) - log_exact_bits(zeros + 1)));
  }
  return biases;
}

AisEstimate ais_log_partition(const Rbm& rbm, std::span<const float> base, std::span<const double> temperatures,
                              Index chains, const Stream& stream) {
  check(rbm, base, temperatures, chains);
  Annealing annealing(rbm, base, chains, stream);
  for (std::size_t k = 1; k < temperatures.size(); ++k) {
    annealing.weigh(temperatures[k - 1], temperatures[k]);
    if (k + 1 < temperatures.size()) annealing.move(temperatures[k]);
  }
  double log_z_base = static_cast<double>(rbm.hidden()) * log_exact_bits(2);
  for (const float b : base) log_z_base += softplus_exact_bits(static_cast<double>(b));
  return estimate(log_z_base, annealing.log_weights());
}

}  // namespace rederive
