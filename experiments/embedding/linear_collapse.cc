// A deep linear network is one affine layer: what is the depth good for, and what does collapsing it save?
//
//   784 - 100 - ... - 100 - 10 without a nonlinearity, softmax on top, plain gradient descent, against 784 - 10
//
// `difference` is the largest between the logits of the stack and those of the one layer made of it, over all
// validation digits: zero but for rounding, at every epoch. The loss curves differ all the same, since the steps of a
// product of matrices are not those of a matrix: at the same rate a deep stack runs ahead, and then overfits. In
// front of a new image the stack is dearer by `saved`.
//
// Source: document 000, section 1.1; Saxe, McClelland and Ganguli, ICLR 2014, for the dynamics.
// Cost:   30 epochs of 300 updates, products of 10 x 784 x 100 and smaller ones: a third of a second.
#include "experiments/harness/registered.h"
#include "reference/data/splits.h"
#include "reference/models/collapsed.h"
#include "reference/training/classifier_trainer.h"

namespace rederive {
namespace {

struct Params {
  int layers = 1;
  int hidden = 100;
  int epochs = 30;
  int batch = 10;
  double rate = 0.01;
  int per_class = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
  double valid_accuracy = 0;
  double logit = 0;
  double difference = 0;
  double multiply_adds = 0;
  double saved = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const Split digits =
      three_way_split(out.dataset(), out.draw(), {.train = p.per_class, .valid = p.per_class / 3, .test = 0});
  std::vector<LayerPlan> plans(static_cast<std::size_t>(p.layers - 1), layers::dense(p.hidden));
  plans.push_back(layers::dense(10));
  Network stack(digits.train.grey.cols(), plans);
  for (std::size_t i = 0; i < stack.depth(); ++i) stack.dense(i).start_glorot(out.rng("init", i));

  const auto record = [&](int epoch) {
    Network one = collapsed(stack);
    const Matrix none(digits.valid.count(), stack.outputs());
    const ConstMatrixView logits = stack.forward(digits.valid.grey);
    const double logit = largest_difference(logits, none);
    const double difference = largest_difference(logits, one.forward(digits.valid.grey));
    const ClassifierScore valid = score(stack, digits.valid.grey, digits.valid.labels);
    const auto multiply_adds = static_cast<double>(forward_multiply_adds(stack));
    out.record({.epoch = epoch,
                .train_xent = score(stack, digits.train.grey, digits.train.labels).cross_entropy,
                .valid_xent = valid.cross_entropy,
                .valid_accuracy = valid.accuracy,
                .logit = logit,
                .difference = difference,
                .multiply_adds = multiply_adds,
                .saved = multiply_adds - static_cast<double>(forward_multiply_adds(one))});
  };
  record(0);
  ClassifierTrainer trainer(stack, {.batch = p.batch, .rule = SgdRule{.rate = static_cast<float>(p.rate)}});
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(digits.train.grey, digits.train.labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
    for (const Trainable* parameter : stack.parameters()) out.trace("parameters", parameter->value);
    record(epoch);
  }
}

const Registered experiment{Experiment<Params, Row>{
    .title = "Deep linear networks against the layer they collapse into",
    .source = "000 §1.1",
    .params = {{"layers", &Params::layers, "affine layers in a row", between(1, 20)},
               {"hidden", &Params::hidden, "units between two layers", between(1, 10000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 10000)},
               {"batch", &Params::batch, "digits per update", between(1, 60000)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)}},
    .arms = {{"depths", {over(&Params::layers, {1, 2, 3, 5})}},
             {"bottleneck", {over(&Params::hidden, {5}), over(&Params::layers, {2})}, Profile::smoke, 1}},
    .seeds = {.smoke = 2, .standard = 3, .full = 5},
    .smoke = [](Params& p) { p.epochs = 2, p.per_class = 12; },
    .seconds = [](const Params& p) { return p.epochs * p.per_class * 2.5e-5 * (0.5 + p.layers); },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"train_xent", &Row::train_xent, "nats/image", relative(0.02), Better::lower},
                {"valid_xent", &Row::valid_xent, "nats/image", relative(0.02), Better::lower},
                {"valid_accuracy", &Row::valid_accuracy, "", relative(0.01), Better::higher},
                {"logit", &Row::logit, "largest", relative(0.1)},
                {"difference", &Row::difference, "of a logit", relative(1)},
                {"multiply_adds", &Row::multiply_adds, "per image", relative(0)},
                {"saved", &Row::saved, "multiply-adds per image", relative(0)}},
    .claims = {},
    .plots = {{"depths", &Row::epoch, &Row::train_xent, &Params::layers},
              {"depths", &Row::epoch, &Row::valid_xent, &Params::layers},
              {"depths", &Row::epoch, &Row::difference, &Params::layers}},
    .run = run}};

}  // namespace
}  // namespace rederive
