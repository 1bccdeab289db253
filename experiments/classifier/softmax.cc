// How far does a linear model get on MNIST?
//
//   p = softmax(W x + b),  W is 10 x 784: 7850 parameters
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

const Registered experiment{Experiment<Params, Row>{
    .title = "Softmax regression on MNIST",
    .source = "001 Q4",
    .params = parameters(),
    .arms = {{"model", {}}},
    .seeds = {.smoke = 1, .standard = 5, .full = 10},
    .smoke = smoke,
    .seconds = [](const Params& p) { return p.epochs * p.images * 2e-6; },
    .columns = columns(),
    .plots = {{"model", &Row::epoch, &Row::test_accuracy}, {"model", &Row::epoch, &Row::test_xent}},
    .run = run_softmax}};

}  // namespace
}  // namespace rederive::three_models
