// How far does a linear model get on MNIST?
//
//   p = softmax(W x + b),  W is 10 x 784: 7850 parameters
//
// The document's words are made measurable, before the first run: results are "decent" where nine digits of ten are
// right, and MNIST is "trivial" where of the digits that guessing the most frequent class (1: 1135 of the 10 000) gets
// wrong the linear model gets nine tenths right. It "leaves no room" where forty more epochs (the arm "longer") bring
// less than half a point, and where its training loss stays above that which the multilayer perceptron reaches in ten,
// dropout and all.
//
// Source: document 001, question 4; experiments/questions/three_models.h has what is common to the three models.
// Cost:   an epoch is 469 products of 128 x 784 x 10 and as many back: memory, not arithmetic; half a second a seed.
#include "experiments/questions/three_models.h"

namespace rederive::three_models {
namespace {

void run_softmax(const Params& p, Recorder<Row>& out) {
  Network network(28 * 28, {layers::dense(10)});
  run(network, p, out);
}

constexpr double kMostFrequent = 0.1135;
const Measure<Row> kAccuracy = at_last(&Row::test_accuracy);

const Registered experiment{Experiment<Params, Row>{
    .title = "Softmax regression on MNIST",
    .source = "001 Q4",
    .params = parameters(),
    .arms = {{"model", {}}, {"longer", {over(&Params::epochs, {50})}}},
    .seeds = {.smoke = 1, .standard = 5, .full = 10},
    .smoke = smoke,
    .seconds = [](const Params& p) { return p.epochs * p.images * 2e-6; },
    .columns = columns(),
    .claims = {ten_epochs(),
               {"001.Q4.softmax-decent", positive(kAccuracy - 0.9, in("model"), "accuracy above .9 by", "")},
               {"001.Q4.mnist-trivial",
                positive(kAccuracy - (kMostFrequent + 0.9 * (1 - kMostFrequent)), in("model"),
                         "accuracy above nine tenths of the way from the most frequent class to 1 by", "")},
               {"001.Q4.softmax-1pct", predicted(100.0 * (kAccuracy - at_epoch(1, &Row::test_accuracy)), in("model"), 1,
                                                 0.5, "points from epoch 1 to 10")},
               {"001.Q4.softmax-limited",
                all_of(positive(0.005 - (kAccuracy - at_epoch(10, &Row::test_accuracy)), in("longer"),
                                "forty more epochs bring less than half a point by", ""),
                       exceeds(at_last(&Row::train_xent), both(of("classifier/softmax"), in("longer")),
                               at_last(&Row::train_xent), both(of("classifier/mlp"), in("model")),
                               "training loss after fifty epochs above the perceptron's after ten by", "nats/image")),
                true,
                {"classifier/mlp"}}},
    .plots = {{"model", &Row::epoch, &Row::test_accuracy}, {"model", &Row::epoch, &Row::test_xent}},
    .run = run_softmax}};

}  // namespace
}  // namespace rederive::three_models
