// How many test digits of MNIST does a method get right that learns nothing?
//
//   class of x = class of the training digit x' with the least |x - x'|^2
//
// Pixels / 255, 60 000 training digits, all test digits. Nothing is drawn: one seed.
//
// Source: document 001, question 4 (is MNIST trivial?); experiments/questions/three_models.h says what is asked.
// Cost:   10 000 x 60 000 distances of 784 pixels, .47 T multiply-adds: eight seconds.
#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "reference/data/splits.h"
#include "reference/models/nearest_rows.h"

namespace rederive {
namespace {

struct Params {
  int images = 60000;
  int test_images = 10000;
};

struct Row {
  double test_accuracy = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const DigitSet train = first(out.dataset().train, p.images);
  const DigitSet test = first(out.dataset().test, p.test_images);
  out.record({.test_accuracy = nearest_label_accuracy(test.grey, test.labels, train.grey, train.labels)});
}

// Nothing is random, so there is no test: the share is above or it is not.
Finding nineteen_of_twenty(const Samples<Params, Row>& samples) {
  const double accuracy = samples.front().rows.back().test_accuracy;
  return decided(accuracy > 0.95 ? Verdict::reproduced : Verdict::not_reproduced,
                 "1-nearest-neighbour has " + text(100 * accuracy) + " % of the test digits right; above 95 %?");
}

const Registered experiment{Experiment<Params, Row>{
    .title = "1-nearest-neighbour on MNIST",
    .source = "001 Q4",
    .params = {{"images", &Params::images, "training digits, from the first on", between(10, 60000)},
               {"test_images", &Params::test_images, "test digits, from the first on", between(10, 10000)}},
    .arms = {{"model", {}}},
    .seeds = {.smoke = 1, .standard = 1, .full = 1},
    .smoke =
        [](Params& p) {
          p.images = 300;
          p.test_images = 100;
        },
    .seconds = [](const Params& p) { return 1.4e-8 * p.images * p.test_images; },
    .columns = {{"test_accuracy", &Row::test_accuracy, "", relative(0.002), Better::higher}},
    .claims = {{"001.Q4.mnist-trivial", nineteen_of_twenty}},
    .run = run}};

}  // namespace
}  // namespace rederive
