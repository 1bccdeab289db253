// A classifier of few digits, whose first layer may come from a model that learned the same digits without their
// labels.
//
//   784-100-10, sigmoid and softmax, plain gradient descent
//
// Where only some of the digits have a label, these are shown again and again: an epoch has as many updates, and a row
// measures as much, whatever their number. Pre-training sees all digits.
//
// Source: protocols 002 P5d-f.
// Cost:   50 epochs of 300 updates, two products forwards and three backwards of 10 x 784 x 100 or less, and measuring
//         them, half a second; 50 epochs of pre-training take two or three times as long.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "experiments/harness/registered.h"
#include "reference/layers/dense.h"
#include "reference/models/rbm.h"
#include "reference/models/row_blocks.h"
#include "reference/training/cd_trainer.h"

namespace rederive::classifier_study {

struct Params {
  std::string start = "glorot";
  int hidden = 100;
  int epochs = 50;
  int batch = 10;
  double rate = 0.1;
  double sd = 0.1;
  int pretraining_epochs = 50;
  double rbm_rate = 0.05;
  double noise = 0.1;
  std::string input = "binary";
  int per_class = 300;
  int labelled = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
  double train_accuracy = 0;
  double valid_accuracy = 0;
  double filter_structure = 0;
  double filter_variation = 0;
};

std::vector<Parameter<Params>> parameters();
std::vector<Column<Row>> columns();

/// Starts the first layer, trains and records a row before the first epoch and after each; a picture of the filters
/// that it started from.
void run(const Params& p, Recorder<Row>& out);

void smoke(Params& p);
double seconds(const Params& p);

struct RbmStart {
  int k = 1;
  int epochs = 50;
  int batch = 10;
  double rate = 0.05;
  double sd = 0.1;
};

/// The layer's weights and biases from an RBM that has learned the digits, as many hidden units as the layer has.
template <class R>
void start_from_rbm(Dense& layer, const RbmStart& start, const Matrix& digits, const Recorder<R>& out) {
  Rbm rbm = Rbm::gaussian(digits.cols(), layer.outputs().size(), start.sd, out.rng("pretraining init"));
  CdTrainer trainer({.k = start.k, .batch = start.batch, .rate = start.rate});
  for (const int epoch : out.epochs(start.epochs)) {
    trainer.epoch(rbm, digits, out.rng("pretraining shuffle", epoch), out.rng("gibbs", epoch));
  }
  copy_rows(rbm.weights(), layer.weights().value);
  std::copy(rbm.hidden_bias().begin(), rbm.hidden_bias().end(), layer.bias().value.data());
}

}  // namespace rederive::classifier_study
