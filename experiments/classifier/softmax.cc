// How far does a linear model get on MNIST?
//
//   p = softmax(W x + b),  W is 10 x 784: 7850 parameters
//
// Source: document 001, question 4; experiments/questions/three_models.h has what is common to the three models.
// Cost:   an epoch is 469 products of 128 x 784 x 10 and as many back: memory, not arithmetic; a second a seed,
//         four in the arm of fifty epochs.
#include "experiments/questions/three_models.h"

namespace rederive::three_models {
namespace {

void run_softmax(const Params& p, Recorder<Row>& out) {
  Network network(Index{28} * 28, {layers::dense(10)});
  run(network, p, out);
}

constexpr std::string_view kMlp = "classifier/mlp";
const auto kLonger = both(of("classifier/softmax"), in("longer"));
constexpr double kMostFrequent = 0.1135;
const Measure<Row> kAccuracy = at_last(&Row::test_accuracy);

// It is the model, not the training, that leaves little room.
const Test<Params, Row> limited =
    all_of(positive(0.005 - (kAccuracy - at_epoch(10, &Row::test_accuracy)), kLonger,
                    "forty more epochs bring less than half a point of test accuracy, by", ""),
           positive(0.01 - (at_last(&Row::train_accuracy_after) - at_epoch(10, &Row::train_accuracy_after)), kLonger,
                    "and less than one of training accuracy, by", ""),
           exceeds(0.5 * at_last(&Row::train_xent_after), kLonger, at_last(&Row::train_xent_after), models_of(kMlp),
                   "half of the training cross-entropy after fifty above the multilayer perceptron's after ten by",
                   "nats/image"));

const Registered experiment{Experiment<Params, Row>{
    .title = "Softmax regression on MNIST",
    .source = "001 Q4",
    .params = parameters(),
    .arms = {{"model", {}}, {"longer", {over(&Params::epochs, {50})}, Profile::full}},
    .seeds = {.smoke = 1, .standard = 10, .full = 10},
    .smoke = smoke,
    .seconds = [](const Params& p) { return p.epochs * p.images * 1.3e-6; },
    .columns = columns(),
    .claims = {{"001.Q4.softmax-decent", positive(kAccuracy - 0.9, in("model"), "test accuracy above .9 by", "")},
               {"001.Q4.mnist-trivial",
                positive(kAccuracy - (kMostFrequent + 0.9 * (1 - kMostFrequent)), in("model"),
                         "accuracy above nine tenths of the way from the most frequent class to 1 by", "")},
               {"001.Q4.softmax-1pct",
                lies_between(100.0 * (at_epoch(10, &Row::test_accuracy) - at_epoch(1, &Row::test_accuracy)),
                             in("model"), 0.5, 1.5, "test accuracy at epoch 10 above epoch 1 by", "percentage points")},
               {"001.Q4.softmax-limited", limited, true, {kMlp}}},
    .plots = {{"model", &Row::epoch, &Row::test_accuracy}, {"model", &Row::epoch, &Row::test_xent}},
    .run = run_softmax}};

}  // namespace
}  // namespace rederive::three_models
