#include "reference/oracles/rbm_gradient.h"

#include <cmath>
#include <string>

#include "reference/core/elementary.h"

namespace rederive::oracle {
namespace {

void check(const Rbm& rbm, const Distribution& q) {
  check_enumerable(rbm.visible, "a distribution over v");
  if (q.size() != std::size_t{1} << rbm.visible) {
    throw ShapeError("a distribution over " + std::to_string(q.size()) + " states for " + std::to_string(rbm.visible) +
                     " visible units");
  }
}

std::vector<double> hidden_means(const Rbm& rbm, State v) {
  std::vector<double> means;
  for (Index j = 0; j < rbm.hidden; ++j) {
    double input = rbm.hidden_bias[static_cast<std::size_t>(j)];
    for (Index i = 0; i < rbm.visible; ++i) input += on(v, i) * rbm.weight(i, j);
    means.push_back(sigmoid_exact_bits(input));
  }
  return means;
}

std::vector<double> visible_means(const Rbm& rbm, State h) {
  std::vector<double> means;
  for (Index i = 0; i < rbm.visible; ++i) {
    double input = rbm.visible_bias[static_cast<std::size_t>(i)];
    for (Index j = 0; j < rbm.hidden; ++j) input += on(h, j) * rbm.weight(i, j);
    means.push_back(sigmoid_exact_bits(input));
  }
  return means;
}

using MeansOfEveryState = std::vector<std::vector<double>>;

MeansOfEveryState means_of_every_state(const Rbm& rbm, Index units, std::vector<double> (*means)(const Rbm&, State)) {
  MeansOfEveryState table;
  for (State s = 0; s < State{1} << units; ++s) table.push_back(means(rbm, s));
  return table;
}

// p[s] = scale prod_i (unit i on in s ? means_i : 1 - means_i): unit by unit, the states with it on after those with it
// off. p has the size of the result.
void product_distribution(double scale, const std::vector<double>& means, Distribution& p) {
  p[0] = scale;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const std::size_t half = std::size_t{1} << i;
    for (std::size_t s = 0; s < half; ++s) {
      const double both = p[s];
      p[half + s] = both * means[i];
      p[s] = both * (1 - means[i]);
    }
  }
}

// result[t] = sum_s q(s) p(t | s), where p(. | s) is the product distribution of means[s].
Distribution half_step(const Distribution& q, Index units, const MeansOfEveryState& means) {
  Distribution result(std::size_t{1} << units, 0.0);
  Distribution joint(result.size());
  for (State s = 0; s < q.size(); ++s) {
    if (q[s] == 0) continue;
    product_distribution(q[s], means[s], joint);
    for (std::size_t t = 0; t < joint.size(); ++t) result[t] += joint[t];
  }
  return result;
}

std::vector<double> minus(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> z;
  for (std::size_t i = 0; i < x.size(); ++i) z.push_back(x[i] - y[i]);
  return z;
}

double dot(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

}  // namespace

Gradient operator-(const Gradient& x, const Gradient& y) {
  return {minus(x.weights, y.weights), minus(x.visible_bias, y.visible_bias), minus(x.hidden_bias, y.hidden_bias)};
}

double dot(const Gradient& x, const Gradient& y) {
  return dot(x.weights, y.weights) + dot(x.visible_bias, y.visible_bias) + dot(x.hidden_bias, y.hidden_bias);
}

double norm(const Gradient& x) { return std::sqrt(dot(x, x)); }

Distribution empirical(ConstMatrixView data) {
  if (data.rows < 1) throw UsageError("the distribution of no data; give at least one row");
  check_enumerable(data.cols, "the distribution of data");
  Distribution q(std::size_t{1} << data.cols, 0.0);
  for (Index n = 0; n < data.rows; ++n) q[as_state({data.row(n), static_cast<std::size_t>(data.cols)})] += 1;
  for (double& share : q) share /= static_cast<double>(data.rows);
  return q;
}

Gradient expected_statistics(const Rbm& rbm, const Distribution& q) {
  check(rbm, q);
  Gradient sum{std::vector<double>(rbm.weights.size()), std::vector<double>(rbm.visible_bias.size()),
               std::vector<double>(rbm.hidden_bias.size())};
  for (State v = 0; v < q.size(); ++v) {
    if (q[v] == 0) continue;
    const std::vector<double> h = hidden_means(rbm, v);
    for (Index i = 0; i < rbm.visible; ++i) {
      for (std::size_t j = 0; j < h.size(); ++j) {
        sum.weights[static_cast<std::size_t>(i) * h.size() + j] += q[v] * on(v, i) * h[j];
      }
      sum.visible_bias[static_cast<std::size_t>(i)] += q[v] * on(v, i);
    }
    for (std::size_t j = 0; j < h.size(); ++j) sum.hidden_bias[j] += q[v] * h[j];
  }
  return sum;
}

Gradient likelihood_gradient(const Rbm& rbm, const Distribution& q) {
  return expected_statistics(rbm, q) - expected_statistics(rbm, visible_distribution(rbm));
}

Distribution gibbs(const Rbm& rbm, Distribution q, int steps) {
  check(rbm, q);
  if (rbm.visible + rbm.hidden > kMostPropagated) {
    throw UsageError("a Gibbs step over " + std::to_string(rbm.visible + rbm.hidden) +
                     " units is too long; take at most " + std::to_string(kMostPropagated));
  }
  check_enumerable(rbm.hidden, "a distribution over h");
  const MeansOfEveryState of_hidden = means_of_every_state(rbm, rbm.visible, hidden_means);
  const MeansOfEveryState of_visible = means_of_every_state(rbm, rbm.hidden, visible_means);
  for (int step = 0; step < steps; ++step) {
    q = half_step(half_step(q, rbm.hidden, of_hidden), rbm.visible, of_visible);
  }
  return q;
}

Gradient expected_cd_gradient(const Rbm& rbm, const Distribution& q, int k) {
  if (k < 1) throw UsageError("contrastive divergence with k = " + std::to_string(k) + "; take k >= 1");
  return expected_statistics(rbm, q) - expected_statistics(rbm, gibbs(rbm, q, k));
}

}  // namespace rederive::oracle
