// Does a convolutional network learn more in one epoch of MNIST than the other models ever do?
//
//   28 x 28 -> conv 3 x 3, 32 -> relu -> conv 3 x 3, 64 -> relu -> max pooling 2 x 2 -> dropout .25
//           -> dense 128 -> relu -> dropout .5 -> dense 10: 1 199 882 parameters
//
// Source: document 001, question 4; experiments/questions/three_models.h has what is common to the three models.
// Cost:   an epoch is 60 000 x 3 x 12.0 M multiply-adds, 4.3 Tflop: half a minute on two cores. A cell uses all cores
//         and keeps a checkpoint after every epoch.
#include "experiments/questions/three_models.h"
#include "reference/layers/activations.h"
#include "reference/layers/convolution.h"
#include "reference/layers/pooling.h"

namespace rederive::three_models {
namespace {

void run_convnet(const Params& p, Recorder<Row>& out) {
  using namespace layers;
  Network network({28, 28, 1}, {convolution(3, 32), relu(), convolution(3, 64), relu(), max_pooling(2), dropout(0.25),
                                dense(128), relu(), dropout(0.5), dense(10)});
  run(network, p, out);
}

const Measure<Row> kFirstEpoch = at_epoch(1, &Row::test_accuracy);
const Measure<Row> kBest = highest_of(&Row::test_accuracy);
const Measure<Row> kLast = at_last(&Row::test_accuracy);

// After its first epoch, by a measure of another model's ten.
Test<Params, Row> above(std::string_view other, const Measure<Row>& measure) {
  return exceeds(kFirstEpoch, of("convnet/mnist"), measure, both(of(other), in("model")),
                 "accuracy after epoch 1 above " + std::string(other) + " by", "");
}

const Registered experiment{Experiment<Params, Row>{
    .title = "A convolutional network on MNIST",
    .source = "001 Q4",
    .wide = true,
    .params = parameters(),
    .arms = {{"model", {}}},
    .seeds = {.smoke = 1, .standard = 1, .full = 5},
    .smoke =
        [](Params& p) {
          smoke(p);
          p.images = 16;  // two pieces: without vectors an image takes .1 s
          p.test_images = 10;
        },
    .seconds = [](const Params& p) { return p.epochs * p.images * 6e-4; },
    .columns = columns(),
    .claims = {ten_epochs(),
               {"001.Q4.conv-98.33",
                predicted(kFirstEpoch, of("convnet/mnist"), 0.9833, 0.00005, "right after epoch 1")},
               {"001.Q4.conv-beats",
                elsewhere<Params, Row>(all_of(above("classifier/softmax", kBest), above("classifier/mlp", kBest)),
                                       {{"softmax regression alone", above("classifier/softmax", kBest)},
                                        {"the perceptron's last epoch", above("classifier/mlp", kLast)},
                                        {"the perceptron's first", above("classifier/mlp", kFirstEpoch)}}),
                true,
                {"classifier/softmax", "classifier/mlp"}}},
    .plots = {{"model", &Row::epoch, &Row::test_accuracy}, {"model", &Row::epoch, &Row::test_xent}},
    .run = run_convnet}};

}  // namespace
}  // namespace rederive::three_models
