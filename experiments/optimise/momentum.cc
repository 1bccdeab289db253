// What does momentum buy an autoencoder of digits?
//
//   784-100-784 sigmoid units, cross-entropy, 3000 binarised digits in batches of 10; m = .9
//
// The loss after as many epochs, by rule, at each of several rates: momentum at the rate of plain descent takes steps
// that are ten times as long in the long run, so a rule is fairly seen only over rates. The rates of `rates` are
// ten and a hundred times apart for that. No statement of the document is about these losses; its rule stands among the
// others.
//
// Source: document 000, section 6.4; protocols 000 §6.4 and 002 P5e-f.
// Cost:   ten epochs of 300 updates of 2.35 Gflop in all, and two passes over 4000 digits to measure each: .3 s.
#include <algorithm>

#include "experiments/harness/registered.h"
#include "experiments/optimise/rules.h"
#include "reference/data/splits.h"
#include "reference/training/autoencoder_trainer.h"

namespace rederive {
namespace {

struct Params {
  std::string rule = "heavy-ball";
  double rate = 0.1;
  double momentum = 0.9;
  int hidden = 100;
  int epochs = 10;
  int batch = 10;
  int per_class = 300;
};

struct Row {
  int epoch = 0;
  double train_xent = 0;
  double valid_xent = 0;
};

void run(const Params& p, Recorder<Row>& out) {
  const Split digits =
      three_way_split(out.dataset(), out.draw(), {.train = p.per_class, .valid = p.per_class / 3, .test = 0});
  const Matrix train = binarised(digits.train.grey);
  const Matrix valid = binarised(digits.valid.grey);
  Autoencoder model(train.cols(), p.hidden, ReconstructionLoss::cross_entropy, /*tied=*/false, out.rng("init"));
  AutoencoderTrainer trainer({.batch = p.batch, .rule = optimise::rule_of(p.rule, p.rate, p.momentum)});
  const auto record = [&](int epoch) {
    for (const Trainable* parameter : model.parameters()) out.trace("parameters", parameter->value);
    out.record({.epoch = epoch, .train_xent = model.cross_entropy(train), .valid_xent = model.cross_entropy(valid)});
  };
  record(0);
  for (const int epoch : out.epochs(p.epochs)) {
    trainer.epoch(model, train, out.rng("shuffle", epoch), out.rng("noise", epoch));
    record(epoch);
  }
}

const Registered experiment{Experiment<Params, Row>{
    .title = "Update rules on an autoencoder: the loss after ten epochs",
    .source = "000 §6.4",
    .params = {{"rule", &Params::rule, "how parameters move", {}, optimise::rule_names()},
               {"rate", &Params::rate, "eta", above(0)},
               {"momentum", &Params::momentum, "m", between(0, 0.999)},
               {"hidden", &Params::hidden, "hidden units", between(1, 100000)},
               {"epochs", &Params::epochs, "passes over the training digits", between(1, 100000)},
               {"batch", &Params::batch, "digits per update", between(1, 60000)},
               {"per_class", &Params::per_class, "training digits of each class", between(3, 4000)}},
    .arms = {{"rules", {over(&Params::rule, {"descent", "two-gradients", "heavy-ball", "nesterov", "adadelta"})}},
             {"rates",
              {over(&Params::rate, {0.01, 0.03, 0.1, 0.3, 1}),
               over(&Params::rule, {"descent", "two-gradients", "heavy-ball", "nesterov"})},
              Profile::smoke,
              {1, 2}}},
    .seeds = {.smoke = 1, .standard = 3, .full = 10},
    .smoke = [](Params& p) { p.epochs = 2, p.per_class = 12; },
    .seconds = [](const Params& p) { return p.epochs * p.per_class * 1e-6 * (p.hidden + 40); },
    .columns = {{"epoch", &Row::epoch, "", relative(0)},
                {"train_xent", &Row::train_xent, "nats/image", relative(0.02), Better::lower},
                {"valid_xent", &Row::valid_xent, "nats/image", relative(0.02), Better::lower}},
    .plots = {{"rules", &Row::epoch, &Row::train_xent, &Params::rule},
              {"rules", &Row::epoch, &Row::valid_xent, &Params::rule}},
    .run = run}};

}  // namespace
}  // namespace rederive
