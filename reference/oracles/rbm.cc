#include "reference/oracles/rbm.h"

#include <algorithm>
#include <string>

#include "reference/core/elementary.h"

namespace rederive::oracle {
namespace {

State states(Index units) { return State{1} << units; }
// log sum_s exp(x_s), safe against overflow.
double log_sum_exp(const std::vector<double>& x) {
  const double highest = *std::max_element(x.begin(), x.end());
  double sum = 0;
  for (const double value : x) sum += exp_exact_bits(value - highest);
  return highest + log_exact_bits(sum);
}

// exp(x_s) / sum_t exp(x_t)
Distribution normalised(const std::vector<double>& x) {
  const double total = log_sum_exp(x);
  Distribution p;
  for (const double value : x) p.push_back(exp_exact_bits(value - total));
  return p;
}

// The machine seen from its other side: E(v, h) is symmetric in (v, b, W) and (h, a, W').
Rbm mirrored(const Rbm& rbm) {
  Rbm other{rbm.hidden, rbm.visible, {}, rbm.hidden_bias, rbm.visible_bias};
  for (Index j = 0; j < rbm.hidden; ++j) {
    for (Index i = 0; i < rbm.visible; ++i) other.weights.push_back(rbm.weight(i, j));
  }
  return other;
}

}  // namespace

void check_enumerable(Index units, const char* what) {
  if (units <= kMostEnumerated) return;
  throw UsageError(std::string(what) + ": the states of " + std::to_string(units) +
                   " units are too many to go over; take at most " + std::to_string(kMostEnumerated));
}

Rbm rbm(ConstMatrixView weights, std::span<const float> visible_bias, std::span<const float> hidden_bias) {
  if (std::ssize(visible_bias) != weights.rows || std::ssize(hidden_bias) != weights.cols) {
    throw ShapeError("biases of " + std::to_string(visible_bias.size()) + " and " + std::to_string(hidden_bias.size()) +
                     " elements for weights of " + shape_text(weights.rows, weights.cols));
  }
  Rbm rbm{weights.rows,
          weights.cols,
          {},
          {visible_bias.begin(), visible_bias.end()},
          {hidden_bias.begin(), hidden_bias.end()}};
  for (Index i = 0; i < weights.rows; ++i) {
    for (Index j = 0; j < weights.cols; ++j) rbm.weights.push_back(weights(i, j));
  }
  return rbm;
}

double energy(const Rbm& rbm, State v, State h) {
  double sum = 0;
  for (Index i = 0; i < rbm.visible; ++i) {
    for (Index j = 0; j < rbm.hidden; ++j) sum -= on(v, i) * rbm.weight(i, j) * on(h, j);
  }
  for (Index i = 0; i < rbm.visible; ++i) sum -= on(v, i) * rbm.visible_bias[static_cast<std::size_t>(i)];
  for (Index j = 0; j < rbm.hidden; ++j) sum -= on(h, j) * rbm.hidden_bias[static_cast<std::size_t>(j)];
  return sum;
}

double log_partition_by_definition(const Rbm& rbm) {
  check_enumerable(rbm.visible + rbm.hidden, "log Z over both layers");
  std::vector<double> minus_energies;
  for (State v = 0; v < states(rbm.visible); ++v) {
    for (State h = 0; h < states(rbm.hidden); ++h) minus_energies.push_back(-energy(rbm, v, h));
  }
  return log_sum_exp(minus_energies);
}

double log_partition(const Rbm& rbm) {
  if (rbm.hidden < rbm.visible) return log_partition(mirrored(rbm));
  check_enumerable(rbm.visible, "log Z over the smaller layer");
  std::vector<double> minus_energies;
  for (State v = 0; v < states(rbm.visible); ++v) {
    minus_energies.push_back(-free_energy(rbm, as_numbers(v, rbm.visible)));
  }
  return log_sum_exp(minus_energies);
}

double free_energy_by_definition(const Rbm& rbm, State v) {
  check_enumerable(rbm.hidden, "the free energy over h");
  std::vector<double> minus_energies;
  for (State h = 0; h < states(rbm.hidden); ++h) minus_energies.push_back(-energy(rbm, v, h));
  return -log_sum_exp(minus_energies);
}

double free_energy(const Rbm& rbm, std::span<const double> v) {
  if (std::ssize(v) != rbm.visible) {
    throw ShapeError(std::to_string(v.size()) + " numbers for " + std::to_string(rbm.visible) + " visible units");
  }
  std::vector<double> inputs = rbm.hidden_bias;
  double sum = 0;
  for (Index i = 0; i < rbm.visible; ++i) {
    const double value = v[static_cast<std::size_t>(i)];
    sum -= value * rbm.visible_bias[static_cast<std::size_t>(i)];
    for (Index j = 0; j < rbm.hidden; ++j) inputs[static_cast<std::size_t>(j)] += value * rbm.weight(i, j);
  }
  for (const double input : inputs) sum -= softplus_exact_bits(input);
  return sum;
}

Distribution hidden_given(const Rbm& rbm, State v) {
  check_enumerable(rbm.hidden, "p(h | v)");
  std::vector<double> minus_energies;
  for (State h = 0; h < states(rbm.hidden); ++h) minus_energies.push_back(-energy(rbm, v, h));
  return normalised(minus_energies);
}

Distribution visible_given(const Rbm& rbm, State h) {
  check_enumerable(rbm.visible, "p(v | h)");
  std::vector<double> minus_energies;
  for (State v = 0; v < states(rbm.visible); ++v) minus_energies.push_back(-energy(rbm, v, h));
  return normalised(minus_energies);
}

Distribution visible_distribution(const Rbm& rbm) {
  check_enumerable(rbm.visible, "p(v)");
  std::vector<double> minus_energies;
  for (State v = 0; v < states(rbm.visible); ++v) {
    minus_energies.push_back(-free_energy(rbm, as_numbers(v, rbm.visible)));
  }
  return normalised(minus_energies);
}

std::vector<double> unit_means(const Distribution& p, Index units) {
  std::vector<double> means(static_cast<std::size_t>(units), 0.0);
  for (State s = 0; s < p.size(); ++s) {
    for (Index i = 0; i < units; ++i) means[static_cast<std::size_t>(i)] += on(s, i) * p[s];
  }
  return means;
}

double mean_log_likelihood(const Rbm& rbm, ConstMatrixView data) {
  if (data.cols != rbm.visible) {
    throw ShapeError("data of " + shape_text(data.rows, data.cols) + " for " + std::to_string(rbm.visible) +
                     " visible units");
  }
  if (data.rows < 1) throw UsageError("the likelihood of no data; give at least one row");
  double sum = 0;
  for (Index n = 0; n < data.rows; ++n) {
    const std::vector<double> v(data.row(n), data.row(n) + data.cols);
    if (!std::all_of(v.begin(), v.end(), [](double x) { return x == 0 || x == 1; })) {
      throw UsageError("row " + std::to_string(n) + " is not binary; the machine's visible units are 0 or 1");
    }
    sum -= free_energy(rbm, v);
  }
  return sum / static_cast<double>(data.rows) - log_partition(rbm);
}

std::vector<double> as_numbers(State v, Index units) {
  std::vector<double> numbers;
  for (Index i = 0; i < units; ++i) numbers.push_back(on(v, i));
  return numbers;
}

State as_state(std::span<const float> row) {
  check_enumerable(std::ssize(row), "a row as a state");
  State state = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] != 0 && row[i] != 1) {
      throw UsageError("element " + std::to_string(i) + " of a row is " + std::to_string(row[i]) +
                       "; the machine's visible units are 0 or 1");
    }
    if (row[i] == 1) state |= State{1} << i;
  }
  return state;
}

}  // namespace rederive::oracle
