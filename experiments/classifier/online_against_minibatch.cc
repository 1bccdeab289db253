// What does a pass over the digits teach in steps of one digit, and in steps of twenty?
//
//   theta <- theta - rate g      g: the mean gradient of B digits, N / B steps a pass
//
// All settings see the same digits in the same order from the same weights. A row comes after each twentieth of a pass:
// online learning's first row and the last one of batches of 20 have as many updates. Before each row the loss of a few
// test digits is looked at ten times, a hundred digits apart; its fluctuation is the root mean square of the steps.
//
// The document's words are made measurable, before the first run, at the rate of problem 1.2, .25. Online learning is
// "much faster in each epoch" where half a pass brings the test loss below what batches of 20 reach in a whole one;
// mini-batches are "more robust" where the fluctuation in the second half of the pass is lower. The other rates, and
// equal rates per digit (.05 online against 1 in batches of 20), are looked at beside it.
//
// Source: document 004, problem 1.1; protocols 004 P1.1.
// Cost:   `gmadds` counts the products as if digits had no zeros, and one per parameter for an update. Online learning
//         spends as much on updates as on gradients.
#include <cmath>
#include <deque>
#include <vector>

#include "experiments/classifier/one_hidden_layer.h"
#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "reference/data/splits.h"
#include "reference/training/classifier_trainer.h"
#include "reference/training/fluctuation.h"

namespace rederive {
namespace {

struct Params {
  int batch = 20;
  double rate = 0.25;
  int hidden = 200;
  int epochs = 1;
  int images = 60000;
  int test_images = 10000;
  int watched = 500;
  int interval = 100;
};

struct Row {
  int seen = 0;  // digits, in all epochs
  int updates = 0;
  double gmadds = 0;
  double test_xent = 0;
  double test_accuracy = 0;
  double fluctuation = 0;
};

constexpr int kRows = 20;   // an epoch
constexpr int kSteps = 10;  // from look to look before a row, where it has room for so many

void require_intervals(const Params& p) {
  if (p.images % (kRows * p.interval) != 0 || p.images / kRows < 2 * p.interval || p.batch > p.interval ||
      p.interval % p.batch != 0) {
    throw UsageError("an epoch of " + std::to_string(p.images) + " digits and looks " + std::to_string(p.interval) +
                     " apart: each of " + std::to_string(kRows) +
                     " parts of it takes two looks or more, each at the end of a batch of " + std::to_string(p.batch));
  }
}

// Products of one digit forwards and for both gradients of the second layer and the one of the first; and an update.
double multiply_adds(Network& net, Index inputs, int hidden, double seen, double updates) {
  const auto first = static_cast<double>(inputs * hidden);
  const auto second = static_cast<double>(hidden * net.outputs());
  return seen * (2 * first + 3 * second) + updates * static_cast<double>(net.parameter_count());
}

void run(const Params& p, Recorder<Row>& out) {
  require_intervals(p);
  const DigitSet train = first(out.dataset().train, p.images);
  const DigitSet test = first(out.dataset().test, p.test_images);
  const DigitSet watched = first(out.dataset().test, p.watched);
  Network net = one_hidden_layer::network(train.grey.cols(), p.hidden, "sigmoid",
                                          [&](std::size_t layer) { return out.rng("init", layer); });
  ClassifierTrainer trainer(net, {.batch = p.batch, .rule = SgdRule{.rate = static_cast<float>(p.rate)}});
  const int part = p.images / kRows;
  int updates = 0;
  std::deque<double> losses;
  const auto record = [&](int seen) {
    for (const Trainable* parameter : net.parameters()) out.trace("parameters", parameter->value);
    const ClassifierScore on_test = score(net, test.grey, test.labels);
    out.record({.seen = seen,
                .updates = updates,
                .gmadds = multiply_adds(net, train.grey.cols(), p.hidden, seen, updates) / 1e9,
                .test_xent = on_test.cross_entropy,
                .test_accuracy = on_test.accuracy,
                .fluctuation = fluctuation(std::vector<double>(losses.begin(), losses.end()))});
  };
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.report_to([&](double) {
      const int seen = ++updates * p.batch;
      const int left = (part - seen % part) % part;
      if (seen % p.interval != 0 || left > kSteps * p.interval) return;
      losses.push_back(score(net, watched.grey, watched.labels).cross_entropy);
      if (left == 0) {
        record(seen);
        losses.clear();
      }
    });
    trainer.epoch(train.grey, train.labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
  }
}

const Row& at_half(const std::vector<Row>& rows) { return rows.at((rows.size() + 1) / 2 - 1); }

const Measure<Row> kLoss = at_last(&Row::test_xent);
const Measure<Row> kLossAtHalf = [](const std::vector<Row>& rows) { return at_half(rows).test_xent; };
const Measure<Row> kAccuracy = at_last(&Row::test_accuracy);

// Over the second half of the rows.
double later_fluctuation(const std::vector<Row>& rows) {
  double squares = 0;
  const std::size_t half = rows.size() / 2;
  for (std::size_t i = half; i < rows.size(); ++i) squares += rows[i].fluctuation * rows[i].fluctuation;
  return std::sqrt(squares / static_cast<double>(rows.size() - half));
}
const Measure<Row> kFluctuation = later_fluctuation;
const Measure<Row> kRelative = [](const std::vector<Row>& rows) {
  return later_fluctuation(rows) / rows.back().test_xent;
};

auto setting(int batch, double rate) { return both(when(&Params::batch, batch), when(&Params::rate, rate)); }
constexpr double kRate = 0.25;  // the document's

Test<Params, Row> faster(double online, double batches) {
  return exceeds(kLoss, setting(20, batches), kLossAtHalf, setting(1, online),
                 "test loss of batches of 20 after a pass, above that of online learning after half of it by",
                 "nats/image");
}
Test<Params, Row> more_accurate(double online, double batches) {
  return lower(kAccuracy, setting(20, batches), setting(1, online),
               "test accuracy after a pass: online above batches of 20 by", "");
}
Test<Params, Row> steadier(double online, double batches, const Measure<Row>& measure = kFluctuation,
                           std::string_view unit = "nats/image") {
  return lower(measure, setting(20, batches), setting(1, online), "fluctuation online above that in batches of 20 by",
               unit);
}

const Registered experiment{Experiment<Params, Row>{
    .title = "Online learning against mini-batches, of equal numbers of digits",
    .source = "004 P1.1",
    .params = {{"batch", &Params::batch, "digits per update", between(1, 60000)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 1000)},
               {"images", &Params::images, "training digits, from the first on", between(20, 60000)},
               {"test_images", &Params::test_images, "test digits, from the first on", between(10, 10000)},
               {"watched", &Params::watched, "test digits whose loss fluctuates", between(1, 10000)},
               {"interval", &Params::interval, "digits from look to look", between(1, 60000)}},
    .arms =
        {{"model", {over(&Params::batch, {1, 20}), over(&Params::rate, {0.05, 0.25})}},
         {"large steps", {over(&Params::batch, {1, 20}), over(&Params::rate, {1})}, Profile::smoke, {1, 10}},
         {"other batches", {over(&Params::batch, {5, 100}), over(&Params::rate, {0.05, 0.25, 1})}, Profile::smoke, 1}},
    .seeds = {.smoke = 1, .standard = 6, .full = 10},
    .smoke =
        [](Params& p) {
          p.hidden = 30;
          p.images = 4000;
          p.test_images = 100;
          p.watched = 10;
        },
    .seconds = [](const Params& p) { return p.epochs * p.images * (1e-5 + 5e-5 / p.batch); },
    .columns = {{"seen", &Row::seen, "digits", relative(0)},
                {"updates", &Row::updates, "", relative(0)},
                {"gmadds", &Row::gmadds, "10^9 multiply-adds", relative(0)},
                {"test_xent", &Row::test_xent, "nats/image", relative(0.02), Better::lower},
                {"test_accuracy", &Row::test_accuracy, "", relative(0.005), Better::higher},
                {"fluctuation", &Row::fluctuation, "nats/image", relative(0.1)}},
    .claims = {{"004.P1.1.faster-epoch",
                elsewhere(faster(kRate, kRate), {{"rate .05", faster(0.05, 0.05)},
                                                 {"rate 1", faster(1, 1)},
                                                 {"accuracy after a pass", more_accurate(kRate, kRate)},
                                                 {"accuracy, rate .05", more_accurate(0.05, 0.05)},
                                                 {"accuracy, rate 1", more_accurate(1, 1)},
                                                 {"equal rates per digit", faster(0.05, 1)}})},
               {"004.P1.1.robust",
                elsewhere(steadier(kRate, kRate),
                          {{"rate .05", steadier(0.05, 0.05)},
                           {"rate 1", steadier(1, 1)},
                           {"fluctuation over loss", steadier(kRate, kRate, kRelative, "of the loss")},
                           {"equal rates per digit", steadier(0.05, 1)}})}},
    .plots = {{"model", &Row::seen, &Row::test_xent, &Params::batch},
              {"model", &Row::updates, &Row::test_xent, &Params::batch},
              {"model", &Row::seen, &Row::fluctuation, &Params::batch},
              {"other batches", &Row::seen, &Row::test_xent, &Params::batch}},
    .run = run}};

}  // namespace
}  // namespace rederive
