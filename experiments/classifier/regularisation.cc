// What keeps a small classifier from overfitting 3000 digits?
//
//   784-100-10, sigmoid and softmax units, plain gradient descent
//   L2        each weight's gradient gets decay w: a penalty of decay/2 |w|^2 on the weights of both layers
//   dropout   a share of the hidden units is set to zero in every update, the others count 1 / (1 - share) times
//   stopping  training ends when the validation cross-entropy has had no new minimum for five epochs, and the
//             network of the minimum comes back: it is what the last row shows
//   rbm       the first layer's weights come from an RBM that learned the same digits by CD-1
//
// One arm each, beside one without any. `rise` is how far the validation cross-entropy stands above its lowest so far:
// at the end, what overfitting did. The test digits decide nothing. No document states a claim on this; the net, rates
// and digits are those of classifier/pretraining, so that its question has its context.
//
// Source: protocols 002 P5d-f; Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, JMLR 15, 2014; Prechelt,
//         Early stopping - but when?, 1998.
// Cost:   as experiments/classifier/study.h, half as much again to measure 3000 test digits: a second a cell.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "experiments/classifier/study.h"
#include "experiments/harness/tiles.h"
#include "reference/data/splits.h"
#include "reference/layers/activations.h"
#include "reference/training/classifier_trainer.h"
#include "reference/training/early_stopping.h"

namespace rederive {
namespace {

struct Params {
  double decay = 0;
  double dropout = 0;
  int patience = 0;
  std::string start = "glorot";
  int hidden = 100;
  int epochs = 50;
  int batch = 10;
  double rate = 0.1;
  int pretraining_epochs = 50;
  int per_class = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
  double test_xent = 0;
  double train_accuracy = 0;
  double valid_accuracy = 0;
  double test_accuracy = 0;
  double rise = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const Split split =
      three_way_split(out.dataset(), out.draw(), {.train = p.per_class, .valid = p.per_class / 3, .test = p.per_class});
  const Matrix train = binarised(split.train.grey);
  const Matrix valid = binarised(split.valid.grey);
  const Matrix test = binarised(split.test.grey);

  Network net(train.cols(),
              {layers::dense(p.hidden), layers::sigmoid(), layers::dropout(p.dropout), layers::dense(10)});
  net.dense(0).start_glorot(out.rng("init", 0));
  net.dense(3).start_glorot(out.rng("init", 1));
  if (p.start == "rbm-cd1") {
    classifier_study::start_from_rbm(net.dense(0), {.epochs = p.pretraining_epochs, .batch = p.batch}, train, out);
  }

  const std::vector<Trainable*> parameters = net.parameters();
  double lowest = std::numeric_limits<double>::infinity();
  const auto record = [&](int epoch) {
    for (const Trainable* parameter : parameters) out.trace("parameters", parameter->value);
    const ClassifierScore on_train = score(net, train, split.train.labels);
    const ClassifierScore on_valid = score(net, valid, split.valid.labels);
    const ClassifierScore on_test = score(net, test, split.test.labels);
    lowest = std::min(lowest, on_valid.cross_entropy);
    out.record({.epoch = epoch,
                .train_xent = on_train.cross_entropy,
                .valid_xent = on_valid.cross_entropy,
                .test_xent = on_test.cross_entropy,
                .train_accuracy = on_train.accuracy,
                .valid_accuracy = on_valid.accuracy,
                .test_accuracy = on_test.accuracy,
                .rise = on_valid.cross_entropy - lowest});
  };
  record(0);
  ClassifierTrainer trainer(
      net,
      {.batch = p.batch, .rule = SgdRule{.rate = static_cast<float>(p.rate), .decay = static_cast<float>(p.decay)}});
  EarlyStopping stopping(p.patience);
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(train, split.train.labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
    if (p.patience > 0) {
      const double on_valid = score(net, valid, split.valid.labels).cross_entropy;
      if (stopping.done(epoch, on_valid, parameters) || epoch == p.epochs) {
        stopping.restore(parameters);
        record(epoch);
        break;
      }
    }
    record(epoch);
  }
  out.picture("filters", tiles(net.dense(0).weights().value, out.dataset().train.height, out.dataset().train.width));
}

constexpr auto kNats = "nats/image";

const Registered experiment{Experiment<Params, Row>{
    .title = "A classifier of 3000 digits: what keeps it from overfitting",
    .source = "002 P5d-f",
    .params = {{"decay", &Params::decay, "of the weights, as part of the gradient", between(0, 1)},
               {"dropout", &Params::dropout, "share of hidden units set to zero", between(0, 0.99)},
               {"patience", &Params::patience,
                "epochs without a new minimum of valid_xent before training ends; 0: never", between(0, 100000)},
               {"start", &Params::start, "where the first layer's weights come from", {}, {"glorot", "rbm-cd1"}},
               {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
               {"batch", &Params::batch, "digits per update", between(1, 60000)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"pretraining_epochs", &Params::pretraining_epochs, "passes without labels", between(0, 100000)},
               {"per_class", &Params::per_class, "training digits of each class; as many test", between(3, 890)}},
    .arms = {{"none", {}},
             {"L2", {over(&Params::decay, {1e-4, 3e-4, 1e-3, 3e-3})}},
             {"dropout", {over(&Params::dropout, {0.2, 0.5})}},
             {"early stopping", {over(&Params::patience, {5})}},
             {"pre-training", {over(&Params::start, {"rbm-cd1"})}}},
    .seeds = {.smoke = 1, .standard = 2, .full = 10},
    .smoke = [](Params& p) { p.epochs = 2, p.pretraining_epochs = 2, p.per_class = 12; },
    .seconds =
        [](const Params& p) {
          return p.per_class * (6e-5 * p.epochs + (p.start == "glorot" ? 0 : 1e-4) * p.pretraining_epochs);
        },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"train_xent", &Row::train_xent, kNats, relative(0.02), Better::lower},
                {"valid_xent", &Row::valid_xent, kNats, relative(0.02), Better::lower},
                {"test_xent", &Row::test_xent, kNats, relative(0.02), Better::lower},
                {"train_accuracy", &Row::train_accuracy, "", relative(0.01), Better::higher},
                {"valid_accuracy", &Row::valid_accuracy, "", relative(0.01), Better::higher},
                {"test_accuracy", &Row::test_accuracy, "", relative(0.01), Better::higher},
                {"rise", &Row::rise, kNats, relative(0.1), Better::lower}},
    .plots = {{"L2", &Row::epoch, &Row::valid_xent, &Params::decay},
              {"dropout", &Row::epoch, &Row::valid_xent, &Params::dropout},
              {"none", &Row::epoch, &Row::valid_xent},
              {"none", &Row::epoch, &Row::train_xent},
              {"pre-training", &Row::epoch, &Row::valid_xent}},
    .run = run}};

}  // namespace
}  // namespace rederive
