// What the autoencoder experiments share: the parameters of one training run, what is recorded after every epoch, and
// the run itself. Each experiment's file says which of them it sweeps and what it concludes.
//
//   h = sigmoid(x W + a),  r = sigmoid(h V + b)       trained to give back t from x, which is t with damaged pixels
//
// Source: protocols 002 P5e-f.
// Cost:   an epoch is 300 updates of five products of 10 x 784 x H, 2.35 Gflop at H = 100, and two passes over 4000
//         digits to measure it.
#pragma once

#include <string>
#include <vector>

#include "experiments/harness/registered.h"

namespace rederive::autoencoder_study {

struct Params {
  int hidden = 100;
  int epochs = 50;
  int batch = 10;
  double rate = 0.1;
  std::string loss = "cross-entropy";
  std::string weights = "untied";
  std::string corruption = "masking";
  double noise = 0;
  int patience = 0;
  std::string input = "binary";
  int per_class = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
  double marginal_xent = 0;
  double explained = 0;
  double ambiguity = 0;
  double variation = 0;
  double image_variation = 0;
  double filter_structure = 0;
  double filter_variation = 0;
  double damaged = 0;
  double multiply_adds = 0;
};

std::vector<Parameter<Params>> parameters();
std::vector<Column<Row>> columns();

/// Trains and records; pictures of filters, validation digits and what becomes of them, whole and damaged.
void run(const Params& p, Recorder<Row>& out);

void smoke(Params& p);
double seconds(const Params& p);

}  // namespace rederive::autoencoder_study
