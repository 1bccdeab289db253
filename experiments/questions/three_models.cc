#include "experiments/questions/three_models.h"

#include <algorithm>
#include <span>

#include "reference/data/splits.h"
#include "reference/models/classifier.h"
#include "reference/training/classifier_trainer.h"

namespace rederive::three_models {

std::vector<Parameter<Params>> parameters() {
  return {{"epochs", &Params::epochs, "passes over the training digits", between(1, 1000)},
          {"batch", &Params::batch, "digits per update", between(1, 60000)},
          {"rate", &Params::rate, "Adadelta's factor of a step", above(0)},
          {"rho", &Params::rho, "Adadelta's memory", between(0, 1)},
          {"epsilon", &Params::epsilon, "Adadelta's first step, squared", above(0)},
          {"images", &Params::images, "training digits, from the first on", between(10, 60000)},
          {"test_images", &Params::test_images, "test digits, from the first on", between(10, 10000)}};
}

std::vector<Column<Row>> columns() {
  return {{"epoch", &Row::epoch, "", relative(0)},
          {"train_xent", &Row::train_xent, "nats/image", relative(0.02), Better::lower},
          {"train_xent_after", &Row::train_xent_after, "nats/image", relative(0.02), Better::lower},
          {"train_accuracy_after", &Row::train_accuracy_after, "", relative(0.002), Better::higher},
          {"test_xent", &Row::test_xent, "nats/image", relative(0.02), Better::lower},
          {"test_accuracy", &Row::test_accuracy, "", relative(0.002), Better::higher},
          {"top1_error", &Row::top1_error, "", relative(0.1), Better::lower},
          {"top2_error", &Row::top2_error, "", relative(0.1), Better::lower},
          {"top3_error", &Row::top3_error, "", relative(0.1), Better::lower},
          {"top5_error", &Row::top5_error, "", relative(0.1), Better::lower}};
}

void smoke(Params& p) {
  p.epochs = 2;
  p.images = 300;
  p.test_images = 100;
}

void run(Network& network, const Params& p, Recorder<Row>& out) {
  const DigitSet train = first(out.dataset().train, p.images);
  const DigitSet test = first(out.dataset().test, p.test_images);
  network.start_uniform([&](std::size_t layer) { return out.rng("init", layer); });
  ClassifierTrainer trainer(network, {.batch = p.batch,
                                      .rule = AdadeltaRule{.rate = static_cast<float>(p.rate),
                                                           .rho = static_cast<float>(p.rho),
                                                           .epsilon = static_cast<float>(p.epsilon)}});
  trainer.share_with(out.team());
  for (const int epoch : out.epochs(p.epochs, trainer.tensors())) {
    trainer.report_to([&](double done) { out.within(epoch, p.epochs, done); });
    const double train_xent =
        trainer.epoch(train.grey, train.labels, out.rng("shuffle", epoch), out.rng("dropout", epoch));
    for (const Trainable* parameter : network.parameters()) out.trace("parameters", parameter->value);
    const Index seen = std::min(train.count(), test.count());
    const ClassifierScore on_train = score(network, train.grey.view().row_range(0, seen),
                                           std::span(train.labels).first(static_cast<std::size_t>(seen)));
    const ClassifierScore on_test = score(network, test.grey, test.labels);
    out.record({.epoch = epoch,
                .train_xent = train_xent,
                .train_xent_after = on_train.cross_entropy,
                .train_accuracy_after = on_train.accuracy,
                .test_xent = on_test.cross_entropy,
                .test_accuracy = on_test.accuracy,
                .top1_error = on_test.top_error(1),
                .top2_error = on_test.top_error(2),
                .top3_error = on_test.top_error(3),
                .top5_error = on_test.top_error(5)});
  }
}

}  // namespace rederive::three_models
