#include "reference/models/rbm.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "reference/kernels/bernoulli_nll.h"
#include "reference/kernels/gemm.h"
#include "reference/kernels/sigmoid.h"
#include "reference/kernels/sparse_gemm.h"
#include "reference/models/row_blocks.h"

namespace rederive {
namespace {

void require_rows(ConstMatrixView m, const char* what) {
  if (m.rows < 1) throw UsageError(std::string(what) + " of no images; give at least one row");
}

// b'v in double, as eight sums in turn: column i adds to sum i mod 8, and the sums are added from first to last.
double inner_product(std::span<const float> b, const float* v) {
  constexpr std::size_t kSums = 8;
  double sums[kSums] = {};
  const std::size_t whole = b.size() / kSums * kSums;
  for (std::size_t i = 0; i < whole; i += kSums) {
    for (std::size_t l = 0; l < kSums; ++l) sums[l] += static_cast<double>(b[i + l]) * static_cast<double>(v[i + l]);
  }
  for (std::size_t i = whole; i < b.size(); ++i)
    sums[i % kSums] += static_cast<double>(b[i]) * static_cast<double>(v[i]);
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace

Rbm::Rbm(Index visible, Index hidden) {
  if (visible < 1 || hidden < 1) {
    throw UsageError("an RBM with " + std::to_string(visible) + " visible and " + std::to_string(hidden) +
                     " hidden units; take at least one of each");
  }
  weights_ = PaddedMatrix(visible, hidden);
  visible_bias_.assign(static_cast<std::size_t>(visible), 0.0F);
  hidden_bias_.assign(static_cast<std::size_t>(hidden), 0.0F);
}

Rbm Rbm::gaussian(Index visible, Index hidden, double sd, const Stream& stream) {
  if (!std::isfinite(sd) || sd < 0) {
    throw UsageError("weights with a standard deviation of " + std::to_string(sd) + "; take a finite one >= 0");
  }
  Rbm rbm(visible, hidden);
  std::vector<std::uint32_t> words(static_cast<std::size_t>(visible * hidden));
  stream.fill(0, words);
  const MatrixView weights = rbm.weights();
  auto word = words.begin();
  for (Index i = 0; i < visible; ++i, word += hidden) {
    std::transform(word, word + hidden, weights.row(i),
                   [sd](std::uint32_t w) { return static_cast<float>(sd * normal(w)); });
  }
  return rbm;
}

void hidden_probabilities(const Rbm& rbm, ConstMatrixView v, MatrixView out) {
  sparse_gemm(1, v, Op::none, rbm.weights(), 0, out);
  sigmoid(out, rbm.hidden_bias(), out);
}

void visible_probabilities(const Rbm& rbm, ConstMatrixView h, MatrixView out) {
  gemm(1, h, Op::none, rbm.weights(), Op::transpose, 0, out);
  sigmoid(out, rbm.visible_bias(), out);
}

std::vector<double> free_energy(const Rbm& rbm, ConstMatrixView v) {
  PaddedMatrix logits(std::min(v.rows, kBlockRows), rbm.hidden());
  std::vector<double> energies(static_cast<std::size_t>(v.rows));
  for_row_blocks(v, [&](ConstMatrixView images, Index first) {
    const MatrixView block = logits.view().row_range(0, images.rows);
    const std::span<double> sums = part(energies, first, images.rows);
    sparse_gemm(1, images, Op::none, rbm.weights(), 0, block);
    bernoulli_nll(block, rbm.hidden_bias(), {}, sums);
    for (Index n = 0; n < images.rows; ++n) {
      double& energy = sums[static_cast<std::size_t>(n)];
      energy = -inner_product(rbm.visible_bias(), images.row(n)) - energy;
    }
  });
  return energies;
}

double free_energy_gap(const Rbm& rbm, ConstMatrixView a, ConstMatrixView b) {
  require_rows(a, "the free energy");
  require_rows(b, "the free energy");
  return mean(free_energy(rbm, b)) - mean(free_energy(rbm, a));
}

double reconstruction_cross_entropy(const Rbm& rbm, ConstMatrixView v) {
  require_rows(v, "the reconstruction");
  const PackedMatrix to_visible(rbm.weights(), Op::transpose);
  PaddedMatrix hidden(std::min(v.rows, kBlockRows), rbm.hidden());
  Matrix logits(std::min(v.rows, kBlockRows), rbm.visible());
  std::vector<double> nats(static_cast<std::size_t>(v.rows));
  for_row_blocks(v, [&](ConstMatrixView images, Index first) {
    const MatrixView h = hidden.view().row_range(0, images.rows);
    const MatrixView x = logits.view().row_range(0, images.rows);
    sparse_gemm(1, images, Op::none, rbm.weights(), 0, h);
    sigmoid(h, rbm.hidden_bias(), h);
    gemm(1, h, Op::none, to_visible, 0, x);
    bernoulli_nll(x, rbm.visible_bias(), images, part(nats, first, images.rows));
  });
  return mean(nats);
}

}  // namespace rederive
