// How far is the gradient of a few digits from that of all, and where does it point?
//
//   g  the mean gradient of B digits,  G  that of 2000      E |g - G|^2 = s^2 / B for independent batches
//
// A network learns by batches of 20; before it and after each epoch, with its parameters held, 2000 of its digits are
// cut into batches of B, and the gradient of each is compared with that of them all. The learning is the same for every
// B: what differs is only where the loss is looked at from.
//
// The document's words are made measurable, before the first run. After one epoch, online gradients (B = 1) are "noisy"
// where their distance from G is above the length of G, root mean square; they "may point in a poor direction" where
// for more than one digit in twenty g'G < 0: a step against that g raises the loss of all. Batches of 20 are to have
// less of both.
//
// Source: document 004, problem 1.1; protocols 004 P1.1.
// Cost:   four times 2000 / B gradients of 159 010 numbers, each read twice; a third of a second a time for B = 1.
#include "reference/training/gradient_noise.h"

#include "experiments/classifier/one_hidden_layer.h"
#include "experiments/harness/claim_tests.h"
#include "experiments/harness/registered.h"
#include "reference/data/splits.h"
#include "reference/training/classifier_trainer.h"

namespace rederive {
namespace {

struct Params {
  int batch = 1;
  int hidden = 200;
  double rate = 0.25;
  int training_batch = 20;
  int epochs = 3;
  int images = 10000;
  int looked_at = 2000;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double length = 0;
  double relative_noise = 0;
  double variance_per_digit = 0;  // s^2
  double cosine = 0;
  double against = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const DigitSet train = first(out.dataset().train, p.images);
  const DigitSet looked_at = first(out.dataset().train, p.looked_at);
  Network net = one_hidden_layer::network(train.grey.cols(), p.hidden, "sigmoid",
                                          [&](std::size_t layer) { return out.rng("init", layer); });
  const auto record = [&](int epoch) {
    const GradientNoise noise =
        gradient_noise(net, looked_at.grey, looked_at.labels, p.batch, out.rng("batches", epoch));
    out.record({.epoch = epoch,
                .train_xent = score(net, looked_at.grey, looked_at.labels).cross_entropy,
                .length = noise.length,
                .relative_noise = noise.relative,
                .variance_per_digit = noise.variance * p.batch,
                .cosine = noise.cosine,
                .against = noise.against});
  };
  record(0);
  ClassifierTrainer trainer(net, {.batch = p.training_batch, .rule = SgdRule{.rate = static_cast<float>(p.rate)}});
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(train.grey, train.labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
    for (const Trainable* parameter : net.parameters()) out.trace("parameters", parameter->value);
    record(epoch);
  }
}

constexpr double kPoorShare = 0.05;

auto of_batch(int batch) { return both(in("model"), when(&Params::batch, batch)); }

const Registered experiment{Experiment<Params, Row>{
    .title = "The gradient of a batch against that of all digits",
    .source = "004 P1.1",
    .params = {{"batch", &Params::batch, "digits whose gradient is compared, divides `looked_at`", between(1, 30000)},
               {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
               {"rate", &Params::rate, "learning rate", above(0)},
               {"training_batch", &Params::training_batch, "digits per update", between(1, 60000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 1000)},
               {"images", &Params::images, "training digits, from the first on", between(10, 60000)},
               {"looked_at", &Params::looked_at, "digits that make the whole gradient, from the first on",
                between(2, 60000)}},
    .arms = {{"model", {over(&Params::batch, {1, 5, 20, 100})}}},
    .seeds = {.smoke = 1, .standard = 6, .full = 10},
    .smoke =
        [](Params& p) {
          p.hidden = 30;
          p.epochs = 1;
          p.images = 300;
          p.looked_at = 200;
        },
    .seconds = [](const Params& p) { return p.epochs * (p.images * 5e-6 + p.looked_at * (1e-5 + 1.5e-4 / p.batch)); },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"train_xent", &Row::train_xent, "nats/image", relative(0.02), Better::lower},
                {"length", &Row::length, "nats/image per unit", relative(0.05)},
                {"relative_noise", &Row::relative_noise, "of the length", relative(0.05)},
                {"variance_per_digit", &Row::variance_per_digit, "length squared", relative(0.05)},
                {"cosine", &Row::cosine, "", relative(0.05)},
                {"against", &Row::against, "of the batches", relative(0.1)}},
    .claims = {{"004.P1.1.noisy",
                beside(all_of(positive(at_epoch(1, &Row::relative_noise) - 1.0, of_batch(1),
                                       "distance of a digit's gradient from the whole, above its length by",
                                       "of the length"),
                              positive(at_epoch(1, &Row::against) - kPoorShare, of_batch(1),
                                       "digits whose gradient points against the whole, above a twentieth by", ""),
                              lower(at_epoch(1, &Row::relative_noise), of_batch(20), of_batch(1),
                                    "noise of one digit above that of 20 by", "of the length"),
                              lower(at_epoch(1, &Row::against), of_batch(20), of_batch(1),
                                    "share that points against it, of one digit above that of 20 by", "")),
                       "the variance falls as 1 / B",
                       comparable(at_epoch(1, &Row::variance_per_digit), of_batch(1), of_batch(20), 0.1,
                                  "20 times that of 20 digits above that of one by", "length squared"))}},
    .plots = {{"model", &Row::epoch, &Row::relative_noise, &Params::batch},
              {"model", &Row::epoch, &Row::cosine, &Params::batch},
              {"model", &Row::epoch, &Row::against, &Params::batch},
              {"model", &Row::epoch, &Row::variance_per_digit, &Params::batch}},
    .run = run}};

}  // namespace
}  // namespace rederive
