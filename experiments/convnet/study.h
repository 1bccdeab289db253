// A small convolutional network of which one thing is changed at a time: what stands between the maps and the dense
// layers, or how large the kernels are.
//
//   28 x 28 -> conv k x k, 8 -> relu -> conv k x k, 16 -> relu -> [pooling m x m, every s] -> dropout .25
//           -> dense 128 -> relu -> dropout .5 -> dense 10
//
// The ConvNet of 001 Q4 with a quarter of its maps, dropout where that has it, Adadelta, 10 epochs in batches of 128,
// but 10 000 digits. Whatever is changed, all else starts from the same numbers: same layers in the same places, and
// the operator that does nothing or leaves pixels out is a maximum over one pixel. A convolution in pooling's place has
// no relu after it, since no other operator has: averages are one of the things that it may learn.
//
// Source: protocols 000 section 4; document 001, question 4.
// Cost:   forwards 1.0 M multiply-adds a digit at k = 3, backwards twice as many, for 100 000 digits; and 27 000
//         forwards to measure, twice.
#pragma once

#include <string>
#include <vector>

#include "experiments/harness/registered.h"

namespace rederive::convnet_study {

struct Params {
  std::string pooling = "max";
  int window = 2;
  int stride = 2;
  int kernel = 3;
  double dropout = 0.25;
  double hidden_dropout = 0.5;
  int epochs = 10;
  int batch = 128;
  int images = 10000;
  int test_images = 10000;
  int moved_images = 500;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;  // of the network as it is tested: without dropout
  double train_accuracy = 0;
  double test_xent = 0;
  double test_accuracy = 0;
  double xent_gap = 0;       // test - train
  double accuracy_gap = 0;   // train - test
  double maps_change_1 = 0;  // of the maps before the operator, where a test digit moves by one pixel
  double maps_change_2 = 0;
  double pooled_change_1 = 0;  // after it
  double pooled_change_2 = 0;
  double logits_change_1 = 0;
  double logits_change_2 = 0;
  double moved_accuracy_1 = 0;
  double moved_accuracy_2 = 0;
  double location_share = 0;           // of the maps before the operator
  double location_share_inner = 0;     // a third left out on each side
  double location_share_rolled = 0;    // of digits put down anywhere
  double location_share_shuffled = 0;  // of locations in random order: chance
  int features = 0;                    // after the operator
  int parameters = 0;
  int multiply_adds = 0;  // of a digit, forwards
};

std::vector<Parameter<Params>> parameters();
std::vector<Column<Row>> columns();
void smoke(Params& p);
double seconds(const Params& p);

/// Trains the network and records a row after the first and the last epoch; pictures of the first test
/// digit's maps before and after the operator.
void run(const Params& p, Recorder<Row>& out);

}  // namespace rederive::convnet_study
