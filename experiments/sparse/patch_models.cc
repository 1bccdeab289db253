#include "experiments/sparse/patch_models.h"

#include <cmath>
#include <utility>
#include <vector>

#include "reference/data/corruption.h"
#include "reference/kernels/sums.h"
#include "reference/training/autoencoder_trainer.h"
#include "reference/training/dictionary_learner.h"

namespace rederive::patch_models {
namespace {

constexpr int kSteps = 50;  // of FISTA, where codes are looked at

std::vector<float> mean_row(const Matrix& x) {
  std::vector<float> means;
  for (Index i = 0; i < x.cols(); ++i) {
    double sum = 0;
    for (Index n = 0; n < x.rows(); ++n) sum += x(n, i);
    means.push_back(static_cast<float>(sum / static_cast<double>(x.rows())));
  }
  return means;
}

void add(Matrix& x, const std::vector<float>& row, float times) {
  for (Index n = 0; n < x.rows(); ++n) {
    for (Index i = 0; i < x.cols(); ++i) x(n, i) += times * row[static_cast<std::size_t>(i)];
  }
}

class SparseCoding final : public PatchModel {
 public:
  SparseCoding(int atoms, double lambda, const Matrix& x, const Stream& init)
      : mean_(mean_row(x)), learner_(learner(atoms, lambda, centred(x), init)) {}

  void epoch(const Matrix& x, const Stream& shuffle, const Stream&) override { learner_.epoch(centred(x), shuffle); }
  Seen look(const Matrix& x) override {
    Seen seen{learner_.codes(centred(x), kSteps), {}};
    seen.reconstructions = decoded(seen.codes, learner_.atoms());
    add(seen.reconstructions, mean_, 1);
    return seen;
  }
  const Matrix& atoms() override { return learner_.atoms(); }

 private:
  static DictionaryLearner learner(int atoms, double lambda, const Matrix& y, const Stream& init) {
    const double squares = total_squared_error(y, Matrix(y.rows(), y.cols()));
    const double length = std::sqrt(squares / static_cast<double>(y.rows()));
    return {atoms, y, {.lambda = lambda * length}, init};
  }
  Matrix centred(const Matrix& x) const {
    Matrix y = x;
    add(y, mean_, -1);
    return y;
  }

  std::vector<float> mean_;
  DictionaryLearner learner_;
};

class SigmoidAutoencoder final : public PatchModel {
 public:
  SigmoidAutoencoder(int hidden, double rate, double noise, Index pixels, const Stream& init)
      : model_(pixels, hidden, ReconstructionLoss::cross_entropy, false, init),
        trainer_({.rate = rate, .corruption = Corruption::salt_and_pepper, .noise = noise}) {}

  void epoch(const Matrix& x, const Stream& shuffle, const Stream& noise) override {
    trainer_.epoch(model_, x, shuffle, noise);
  }
  Seen look(const Matrix& x) override {
    Seen seen{Matrix(x.rows(), model_.hidden()), Matrix(x.rows(), x.cols())};
    model_.encode(x, seen.codes);
    model_.reconstruct(x, seen.reconstructions);
    return seen;
  }
  const Matrix& atoms() override { return model_.decoder().weights().value; }

 private:
  Autoencoder model_;
  AutoencoderTrainer trainer_;
};

}  // namespace

std::unique_ptr<PatchModel> sparse_coding(int atoms, double lambda, const Matrix& x, const Stream& init) {
  return std::make_unique<SparseCoding>(atoms, lambda, x, init);
}

std::unique_ptr<PatchModel> autoencoder(int hidden, double rate, double noise, Index pixels, const Stream& init) {
  return std::make_unique<SigmoidAutoencoder>(hidden, rate, noise, pixels, init);
}

}  // namespace rederive::patch_models
