// What the experiments on RBMs share: digits, the training of one machine with its traces, and, for those that vary one
// setting and look at the same measures, the parameters, the columns and the run.
//
//   v, h, W, b, a    visible and hidden units, weights, visible and hidden biases
//   xent             one-step mean-field reconstruction cross-entropy, nats an image
//
// Source: protocols 002 P5 data, RBM and error.
// Cost:   an epoch is 300 updates of (2 k + 3) products of 10 x 784 x H; a row takes six passes over 3000 or 1000
//         digits, as long as five epochs at k = 1: hence a row every five epochs only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/harness/registered.h"
#include "reference/data/splits.h"
#include "reference/models/rbm.h"
#include "reference/training/cd_trainer.h"

namespace rederive::rbm_study {

struct Params {
  int k = 1;
  int hidden = 100;
  int epochs = 50;
  int every = 5;
  int batch = 10;
  double rate = 0.05;
  std::string scaling = "fixed";
  double decay = 0;
  std::string chains = "data";
  double sd = 0.1;
  int per_class = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
  double marginal_xent = 0;
  double best_valid = 0;
  int best_epoch = 0;
  double free_energy_gap = 0;
  double explained = 0;
  double code_accuracy = 0;
  double filter_structure = 0;
  double multiply_adds = 0;
};

std::vector<Parameter<Params>> parameters();
std::vector<Column<Row>> columns();

/// Trains and records a row before the first epoch, after every p.every-th and after the last; pictures of the filters,
/// of validation digits and of their reconstructions.
void run(const Params& p, Recorder<Row>& out);

void smoke(Params& p);
double seconds(const Params& p);

/// Binarised at .5, with a third as many validation digits as training digits.
struct Digits {
  Matrix train;
  Matrix valid;
  std::vector<std::uint32_t> train_labels;
  std::vector<std::uint32_t> valid_labels;
};
Digits binary_digits(const Dataset& data, int draw, int per_class);

/// 1, 2, 5, 10, 20, 50, ... and the last.
bool is_checkpoint(int step, int last);

template <class R>
void trace(const Recorder<R>& out, const Rbm& rbm) {
  out.trace("weights", rbm.weights());
  out.trace("visible bias", rbm.visible_bias());
  out.trace("hidden bias", rbm.hidden_bias());
}

CdOptions options(const Params& p);

/// The machine after p.epochs; after(rbm, epoch) sees it before the first (epoch 0) and after each.
template <class R, class After>
Rbm trained(const Params& p, ConstMatrixView digits, const Recorder<R>& out, const After& after) {
  Rbm rbm = Rbm::gaussian(digits.cols, p.hidden, p.sd, out.rng("init"));
  CdTrainer trainer(options(p));
  trace(out, rbm);
  after(rbm, 0);
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(rbm, digits, out.rng("shuffle", epoch), out.rng("gibbs", epoch));
    trace(out, rbm);
    after(rbm, epoch);
  }
  return rbm;
}

}  // namespace rederive::rbm_study
