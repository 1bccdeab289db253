// What document 001, question 4 asks of three models of MNIST: the loss and the accuracy after each of ten epochs. Each
// model is an experiment of its own; what is trained, how, and what is written down after an epoch is the same for all,
// so that their rows make one table.
//
//   theta <- theta - d,  d = sqrt((s + eps) / (a + eps)) g        Adadelta: a, s running means of g^2 and d^2
//
// Weights and biases start uniform in +-1 / sqrt(fan_in); pixels / 255; 60 000 digits in batches of 128, in a new order
// each epoch; no validation set: the test set is looked at after each epoch and never chosen by.
//
// What the words of the document mean in figures was written down before any of the three had been trained for ten
// epochs with several seeds:
//
//   decent results    after ten epochs nine of ten test digits are right
//   about 1 %         the mean gain from epoch 1 to epoch 10 is between .5 and 1.5 percentage points of test accuracy
//   limited           forty epochs more (the arm "longer") bring less than half a percentage point of test accuracy and
//                     less than one of training digits; and after ten the MLP has less than half the cross-entropy of
//                     the same digits that the linear model has after fifty
//   rather trivial    of the digits that guessing the most frequent class (1: 1135 of 10 000) gets wrong, the linear
//                     model gets nine tenths right; and 1-nearest-neighbour, which learns nothing, has more than 95 %
//                     right. That a linear model's results are decent says less: what it leaves may be hard.
//
// Source: document 001, question 4; protocols 001 Q4; Zeiler, ADADELTA, 2012.
#pragma once

#include <string_view>
#include <vector>

#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "reference/models/network.h"

namespace rederive::three_models {

struct Params {
  int epochs = 10;
  int batch = 128;
  double rate = 1;
  double rho = 0.9;
  double epsilon = 1e-6;
  int images = 60000;
  int test_images = 10000;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;            // of each image when its batch came: with dropout, and before the update
  double train_xent_after = 0;      // of the first training digits, as many as are tested, once the epoch is over and
  double train_accuracy_after = 0;  // without dropout
  double test_xent = 0;
  double test_accuracy = 0;
  double top1_error = 0;
  double top2_error = 0;
  double top3_error = 0;
  double top5_error = 0;
};

std::vector<Parameter<Params>> parameters();
std::vector<Column<Row>> columns();
void smoke(Params& p);

/// Of the experiment's own settings, all on ten epochs.
inline auto models_of(std::string_view experiment) { return both(of(experiment), in("model")); }

/// Starts the network's layers, trains it and records a row after each epoch.
void run(Network& network, const Params& p, Recorder<Row>& out);

}  // namespace rederive::three_models
