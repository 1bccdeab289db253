// What do two hidden layers add to softmax regression on MNIST?
//
//   784 -> 512 -> 512 -> 10, rectified linear units, a fifth of each hidden layer dropped: 669 706 parameters
//
// Source: document 001, question 4; experiments/questions/three_models.h has what is common to the three models.
// Cost:   an epoch is 60 000 x 3 x .67 M multiply-adds, .24 Tflop: a second on one core.
#include "experiments/questions/three_models.h"
#include "reference/layers/activations.h"

namespace rederive::three_models {
namespace {

void run_mlp(const Params& p, Recorder<Row>& out) {
  using namespace layers;
  Network network(Index{28} * 28, {dense(512), relu(), dropout(0.2), dense(512), relu(), dropout(0.2), dense(10)});
  run(network, p, out);
}

const Registered experiment{Experiment<Params, Row>{
    .title = "A multilayer perceptron with dropout on MNIST",
    .source = "001 Q4",
    .params = parameters(),
    .arms = {{"model", {}}},
    .seeds = {.smoke = 1, .standard = 1, .full = 10},
    .smoke = smoke,
    .seconds = [](const Params& p) { return p.epochs * p.images * 2e-5; },
    .columns = columns(),
    .plots = {{"model", &Row::epoch, &Row::test_accuracy}, {"model", &Row::epoch, &Row::test_xent}},
    .run = run_mlp}};

}  // namespace
}  // namespace rederive::three_models
